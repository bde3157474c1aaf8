package io.mmdino.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
 * @param workers numbers of workers that have trained it, in the order of the iterations from which they did
 */
public record Provenance(
        String settingsHash,
        String shardsHash,
        String codeVersion,
        String jvm,
        String cpu,
        String kernel,
        List<Crew> workers) {

    /**
     * Workers that have trained a run from an iteration on.
     *
     * @param iteration number of iterations that were done before
     */
    public record Crew(long iteration, int workers) {}

    public Provenance {
        workers = workers == null ? List.of() : List.copyOf(workers); // null in a file of an earlier version
    }

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
                kernel,
                List.of());
    }

    /** This with the number of workers that train from an iteration on; those of later iterations are forgotten. */
    public Provenance trainedBy(long iteration, int count) {
        List<Crew> crews = new ArrayList<>(workers);
        crews.removeIf(crew -> crew.iteration() >= iteration);
        if (crews.isEmpty() || crews.get(crews.size() - 1).workers() != count) {
            crews.add(new Crew(iteration, count));
        }
        return new Provenance(settingsHash, shardsHash, codeVersion, jvm, cpu, kernel, crews);
    }

    /** Number of workers of the newest start; empty where the file does not say it. */
    public OptionalInt newestWorkers() {
        return workers.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(workers.get(workers.size() - 1).workers());
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
