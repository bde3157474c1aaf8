package io.mmdino.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A GPU as nvidia-smi describes it.
 *
 * @param number its index in nvidia-smi's list, which is also its address in Spark
 * @param uuid such as GPU-5a4c...
 * @param architecture ten times the compute capability, such as 86 for 8.6
 */
record Gpu(int number, String uuid, String name, int architecture) {

    private static final Logger LOG = LoggerFactory.getLogger(Gpu.class);

    /** The columns that {@link #parse} reads, for {@code nvidia-smi --query-gpu=...}. */
    private static final String QUERY = "index,uuid,compute_cap,name";

    /**
     * The architectures of the device code in libnd4jcuda.so of nd4j-cuda-11.6 1.0.0-M2.1, read from its fat binaries. It
     * has no PTX that a driver could compile for other architectures.
     */
    private static final NavigableSet<Integer> CODE = new TreeSet<>(List.of(37, 50, 52, 60, 61, 70, 75, 80, 86));

    private static final int COLUMNS = 4;
    private static final long LIMIT_SECONDS = 30;

    /**
     * All GPUs of this machine, in nvidia-smi's order; empty when the program is missing, fails or does not answer. They are
     * listed by the driver's program, because loading CUDA with an unsupported GPU would end the process.
     *
     * @param nvidiaSmi the program's name or path
     */
    static List<Gpu> all(String nvidiaSmi) {
        try {
            Process process = new ProcessBuilder(nvidiaSmi, "--query-gpu=" + QUERY, "--format=csv,noheader")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return gpus(process, nvidiaSmi);
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** The GPUs that a started nvidia-smi prints; kills it after 30 s. */
    private static List<Gpu> gpus(Process process, String nvidiaSmi) throws InterruptedException {
        CompletableFuture<List<String>> lines = CompletableFuture.supplyAsync(
                () -> process.inputReader(StandardCharsets.UTF_8).lines().toList());
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} has not answered in {} s", nvidiaSmi, LIMIT_SECONDS);
                return List.of();
            }
            if (process.exitValue() != 0) {
                LOG.warn("{} ended with exit code {}", nvidiaSmi, process.exitValue());
                return List.of();
            }
            return parse(lines.join());
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Parses nvidia-smi's lines, one a GPU; blank lines are skipped.
     *
     * @throws IllegalArgumentException when a line has another form
     */
    static List<Gpu> parse(List<String> lines) {
        return lines.stream().filter(line -> !line.isBlank()).map(Gpu::parse).toList();
    }

    private static Gpu parse(String line) {
        String[] columns = line.split(",", COLUMNS);
        try {
            String[] version = columns[2].strip().split("\\.");
            int architecture = 10 * Integer.parseInt(version[0]) + Integer.parseInt(version[1]);
            return new Gpu(
                    Integer.parseInt(columns[0].strip()),
                    columns[1].strip(),
                    columns[COLUMNS - 1].strip(),
                    architecture);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("nvidia-smi says '" + line + "' of a GPU, wanted " + QUERY);
        }
    }

    /**
     * The GPUs that CUDA sees, in CUDA's order.
     *
     * @param visible CUDA_VISIBLE_DEVICES: numbers or prefixes of UUIDs; CUDA ignores an unknown entry and all after it
     */
    static List<Gpu> visible(List<Gpu> all, String visible) {
        List<Gpu> seen = new ArrayList<>();
        for (String entry : visible.split(",")) {
            String wanted = entry.strip();
            List<Gpu> found = all.stream()
                    .filter(gpu -> wanted.equals(Integer.toString(gpu.number))
                            || wanted.startsWith("GPU-") && gpu.uuid.startsWith(wanted))
                    .toList();
            if (found.size() != 1) {
                break;
            }
            seen.addAll(found);
        }
        return List.copyOf(seen);
    }

    /** Whether the backend has code for it: code also runs on later architectures of the same generation (binary compatibility). */
    boolean hasCode() {
        Integer nearest = CODE.floor(architecture);
        return nearest != null && nearest / 10 == architecture / 10;
    }

    /** The architectures for which the backend has code, ascending: {@code sm_37, sm_50, ...}. */
    static String supported() {
        return CODE.stream().map(code -> "sm_" + code).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "GPU " + number + " (" + name + ", sm_" + architecture + ")";
    }
}
