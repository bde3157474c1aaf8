package io.mmdino.cli;

import io.mmdino.checkpoint.AtomicFile;
import io.mmdino.evaluate.EvaluationJson;
import io.mmdino.evaluate.EvaluationResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a judgement goes: a JSON file, and texts beside it.
 *
 * @param json such as {@code evaluation.json}
 */
record JudgementFiles(Path json) {

    /** @throws UsageException when the place is taken by a folder */
    void requireNoFolder() {
        if (Files.isDirectory(json)) {
            throw new UsageException("the output " + json + " is a folder, wanted a file such as evaluation.json");
        }
    }

    void write(EvaluationResult result, String text) throws IOException {
        EvaluationJson.write(result, json);
        writeBeside(".txt", text);
    }

    /** Writes {@code evaluation} and this ending beside {@code evaluation.json}. */
    void writeBeside(String ending, String text) throws IOException {
        String name = json.getFileName().toString().replaceAll("\\.json$", "") + ending;
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(json.resolveSibling(name), channel -> channel.write(bytes));
    }
}
