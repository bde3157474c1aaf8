package io.mmdino.cli;

import io.mmdino.config.UsageException;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.dicom.rules.SequenceRulesException;
import io.mmdino.disk.YamlText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Option of all commands that read an archive: the rules that assign a sequence to a DICOM series. */
final class SequenceRulesOption {

    @Option(
            names = "--sequence-rules",
            paramLabel = "YAML",
            description = "Which sequence a DICOM series is, by its header. Default: what conf/" + SequenceRules.FILE
                    + " says; copy and edit that.")
    private Optional<Path> file = Optional.empty();

    SequenceRules read() {
        if (file.isEmpty()) {
            return SequenceRules.packed();
        }
        try {
            return SequenceRules.parse(
                    YamlText.of(file.get()), file.get().getFileName().toString());
        } catch (SequenceRulesException e) {
            throw new UsageException(e.getMessage());
        } catch (IOException e) {
            throw new UsageException(
                    "--sequence-rules " + file.get() + " cannot be read; check path, permissions and length (at"
                            + " most " + YamlText.LONGEST + " bytes)");
        }
    }
}
