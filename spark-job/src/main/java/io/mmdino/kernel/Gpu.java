package io.mmdino.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A graphics processor as nvidia-smi names it.
 *
 * @param number nvidia-smi's, which is also the address that Spark hands out
 * @param uuid GPU-...
 * @param architecture compute capability, such as 86 for 8.6
 */
record Gpu(int number, String uuid, String name, int architecture) {

    /** What {@link #parse} reads: {@code nvidia-smi --query-gpu=...}. */
    static final String QUERY = "index,uuid,compute_cap,name";

    /**
     * Device code in libnd4jcuda.so of nd4j-cuda-11.6 1.0.0-M2.1, read from its fat binaries; there is no PTX in it that a
     * driver could compile for others.
     */
    private static final NavigableSet<Integer> CODE = new TreeSet<>(List.of(37, 50, 52, 60, 61, 70, 75, 80, 86));

    private static final int COLUMNS = 4;

    /** @throws IllegalArgumentException when a line is none of nvidia-smi's */
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
     * Those that CUDA sees, in CUDA's order.
     *
     * @param visible CUDA_VISIBLE_DEVICES: numbers or beginnings of UUIDs; what follows one that is not there is hidden too
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

    /** Whether the backend has code for it: code runs on later processors of its own generation (CUDA's binary compatibility). */
    boolean hasCode() {
        Integer nearest = CODE.floor(architecture);
        return nearest != null && nearest / 10 == architecture / 10;
    }

    /** All that the backend has code for, sm_37 first. */
    static String supported() {
        return CODE.stream().map(code -> "sm_" + code).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "GPU " + number + " (" + name + ", sm_" + architecture + ")";
    }
}
