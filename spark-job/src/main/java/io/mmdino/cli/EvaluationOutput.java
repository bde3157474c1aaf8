package io.mmdino.cli;

import io.mmdino.claim.Claim;
import io.mmdino.config.UsageException;
import io.mmdino.disk.AtomicFile;
import io.mmdino.evaluate.EvaluationJson;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.run.Address;
import io.mmdino.run.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * Output of the commands that evaluate: a JSON file, and texts beside it.
 *
 * @param json the file, such as {@code evaluation.json}
 * @param claim on it, held from before the work until this is closed
 */
record EvaluationOutput(OutputFile json, Claim claim) implements AutoCloseable {

    /**
     * Checks the name of the output.
     *
     * @param output a path or an address
     * @throws UsageException when it names a folder
     */
    static EvaluationOutput to(Configuration conf, String output) throws IOException {
        OutputFile place = OutputFile.to(conf, output);
        try {
            if (place.isFolder()) {
                throw new UsageException(
                        "the output " + output + " is a folder, wanted a file such as evaluation.json");
            }
            return new EvaluationOutput(
                    place,
                    Address.isElsewhere(output)
                            ? Claim.ofFile(conf, output, "evaluate")
                            : Claim.ofFile(place.path(), "evaluate"));
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** Writes the text and then the JSON, so that the JSON exists only with the text. */
    void write(EvaluationResult result, String text) throws IOException {
        claim.requireHeld();
        writeBeside(".txt", text);
        EvaluationJson.write(result, json.path());
        json.send(json.path());
    }

    /** Writes a text beside {@code evaluation.json}, under the name {@code evaluation} with this ending. */
    void writeBeside(String ending, String text) throws IOException {
        String name = json.path().getFileName().toString().replaceAll("\\.json$", "") + ending;
        Path file = json.path().resolveSibling(name);
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        json.send(file);
    }

    @Override
    public void close() throws IOException {
        try {
            json.close();
        } finally {
            claim.close();
        }
    }
}
