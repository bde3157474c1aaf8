package io.mmdino.cli;

import io.mmdino.checkpoint.AtomicFile;
import io.mmdino.config.UsageException;
import io.mmdino.evaluate.EvaluationJson;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.run.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a judgement goes: a JSON file, and texts beside it.
 *
 * @param json such as {@code evaluation.json}
 */
record EvaluationOutput(OutputFile json) implements AutoCloseable {

    /**
     * @param output a path or an address
     * @throws UsageException when the place is taken by a folder
     */
    static EvaluationOutput to(Configuration conf, String output) throws IOException {
        OutputFile delivery = OutputFile.to(conf, output);
        try {
            if (delivery.isFolder()) {
                throw new UsageException(
                        "the output " + output + " is a folder, wanted a file such as evaluation.json");
            }
            return new EvaluationOutput(delivery);
        } catch (IOException | RuntimeException e) {
            delivery.close();
            throw e;
        }
    }

    /** The texts first: where there is the JSON there is all. */
    void write(EvaluationResult result, String text) throws IOException {
        writeBeside(".txt", text);
        EvaluationJson.write(result, json.path());
        json.send(json.path());
    }

    /** Writes {@code evaluation} and this ending beside {@code evaluation.json}. */
    void writeBeside(String ending, String text) throws IOException {
        String name = json.path().getFileName().toString().replaceAll("\\.json$", "") + ending;
        Path file = json.path().resolveSibling(name);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, channel -> channel.write(bytes));
        json.send(file);
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
