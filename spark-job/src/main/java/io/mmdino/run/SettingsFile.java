package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.disk.DamagedFileException;
import io.mmdino.disk.Seal;
import io.mmdino.disk.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file {@code settings.yaml} of a run. Its last line is a comment with the checksum of all lines; runs of versions before the
 * checksum have it neither there nor in their provenance, and are read as they are.
 *
 * @param provenance of the same run; tells whether the settings must have a checksum
 */
record SettingsFile(Path file, Path provenance) {

    private static final String SEAL = "# " + Seal.KEY + ": " + Seal.OPEN + "\n";
    private static final String ADVICE =
            "it is not to be edited: take a copy of this file as it was, or train into a new folder";

    void write(Settings settings) throws IOException {
        String yaml = new SettingsDocument(settings).yaml() + SEAL;
        byte[] sealed = Seal.close(yaml.getBytes(StandardCharsets.UTF_8));
        CheckpointStore.write(file, out -> out.write(sealed));
    }

    /**
     * The settings as YAML.
     *
     * @throws DamagedFileException when they are not as they were written
     */
    String yaml() throws IOException {
        byte[] text = bytes();
        if (Seal.isThere(text) || Provenance.isSealed(provenance)) {
            Seal.require(text, RunFolder.SETTINGS, ADVICE);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DamagedFileException(RunFolder.SETTINGS + " is damaged: it is no UTF-8 text; " + ADVICE, e);
        }
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(YamlText.LONGEST + 1);
            if (text.length > YamlText.LONGEST) {
                throw new DamagedFileException(
                        RunFolder.SETTINGS + " is longer than " + YamlText.LONGEST + " bytes; " + ADVICE);
            }
            return text;
        }
    }
}
