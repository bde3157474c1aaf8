package io.mmdino.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmdino.disk.Seal;
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
    private static final String ADVICE = "take a copy of this file as it was, or train into a new folder";
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
     * Writes this as JSON with a checksum, atomically.
     *
     * @throws CheckpointException when the disk is full or refuses
     */
    public void write(Path file) throws IOException {
        ObjectNode tree = JSON.valueToTree(this);
        String text = JSON.writeValueAsString(tree.put(Seal.KEY, Seal.OPEN)) + "\n";
        byte[] bytes = Seal.close(text.getBytes(StandardCharsets.UTF_8));
        CheckpointStore.write(file, out -> out.write(bytes));
    }

    /**
     * Reads a file of this version, or one of a version before the checksum.
     *
     * @throws CheckpointException naming the file, when it is damaged or no provenance
     */
    public static Provenance read(Path file) throws IOException {
        byte[] text = Files.readAllBytes(file);
        String name = String.valueOf(file.getFileName());
        try {
            ObjectNode tree = JSON.readValue(text, ObjectNode.class);
            if (tree.remove(Seal.KEY) != null || Seal.isThere(text)) {
                Seal.require(text, name, ADVICE);
            }
            return JSON.treeToValue(tree, Provenance.class);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(name + " is damaged: it is no provenance of a run; " + ADVICE, e);
        }
    }

    /** Whether a file has a checksum, and its run's other files have too; not when there is no such file. */
    public static boolean isSealed(Path file) throws IOException {
        return Files.isRegularFile(file) && Seal.isThere(Files.readAllBytes(file));
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
