package io.mmdino.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmdino.disk.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes run folders as versions left them that had no checksums in settings.yaml and provenance.json. */
public final class EarlierRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EarlierRun() {}

    /**
     * Takes the checksums away and changes the settings.
     *
     * @param pattern regular expression of what the version did not write into settings.yaml
     */
    public static void of(Path run, String pattern) throws IOException {
        Path settings = run.resolve(RunFolder.SETTINGS);
        String text = Files.readString(settings).replaceFirst("# " + Seal.KEY + ".*\n", "");
        Files.writeString(settings, text.replaceFirst(pattern, ""));
        Path provenance = run.resolve(RunFolder.PROVENANCE);
        ObjectNode tree = (ObjectNode) JSON.readTree(provenance.toFile());
        tree.remove(Seal.KEY);
        JSON.writeValue(provenance.toFile(), tree);
    }
}
