package io.mmdino.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/** Small models to register in tests. */
final class Registries {

    static final Author ANN = new Author("ann", Clock.fixed(Instant.parse("2026-11-28T10:00:00Z"), ZoneOffset.UTC));

    private Registries() {}

    /** A model of three files, one of them in a subfolder; {@code content} makes its hashes its own. */
    static Registration model(Path scratch, String content, int parent) throws IOException {
        Path folder = Files.createTempDirectory(scratch, "model");
        Map<String, Path> files = new TreeMap<>();
        for (String name : new String[] {"settings.yaml", "classifier.json", "checkpoints/step-00000006.safetensors"}) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            files.put(name, Files.writeString(file, name + " " + content));
        }
        return new Registration(
                files,
                parent,
                "trained on " + content,
                "0.1.0",
                Map.of("java", "17"),
                Map.of("model", "m" + content),
                Map.of("data", content));
    }
}
