package io.mmdino.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run was made from and on which machine. A file beside the checkpoints, which must be the same bytes on every machine.
 *
 * @param settingsHash hash of the resolved settings
 * @param shardsHash hash of the settings that the shards were cut with
 * @param codeVersion version of this program
 * @param jvm vendor and version
 * @param cpu the processor's model name
 * @param kernel name of the {@link io.mmdino.kernel.Kernels}
 */
public record Provenance(
        String settingsHash, String shardsHash, String codeVersion, String jvm, String cpu, String kernel) {

    private static final String UNKNOWN = "unknown";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The provenance of a run in this process. */
    public static Provenance here(String settingsHash, String shardsHash, String kernel) {
        String version = Optional.ofNullable(Provenance.class.getPackage().getImplementationVersion())
                .orElse(UNKNOWN);
        return new Provenance(
                settingsHash,
                shardsHash,
                version,
                System.getProperty("java.vm.vendor", UNKNOWN) + " " + System.getProperty("java.vm.version", UNKNOWN),
                processor(),
                kernel);
    }

    /**
     * Writes this as JSON, atomically.
     *
     * @throws CheckpointException when the disk is full or refuses
     */
    public void write(Path file) throws IOException {
        byte[] bytes = (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        CheckpointStore.write(file, out -> out.write(bytes));
    }

    /** @throws IOException when the file cannot be read or is no provenance */
    public static Provenance read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Provenance.class);
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch", UNKNOWN));
        } catch (IOException | RuntimeException e) {
            return System.getProperty("os.arch", UNKNOWN);
        }
    }
}
