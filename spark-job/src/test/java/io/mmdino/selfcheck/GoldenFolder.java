package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Safetensors;
import io.mmdino.checkpoint.SafetensorsWriter;
import io.mmdino.checkpoint.TensorSource.TensorInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Copies of recorded traces in a temporary folder, which a test may damage. */
public final class GoldenFolder {

    private static final Path NUMBERS = Path.of("src", "test", "resources", "golden");
    private static final Path IMAGES = Path.of("..", "preprocessing", "src", "test", "resources", "golden", "imaging");

    private GoldenFolder() {}

    /** Copies all traces, those of imaging to the subfolder {@code imaging}. */
    public static Path copy(Path to) throws IOException {
        copyFiles(NUMBERS, to, "");
        copyFiles(IMAGES, Files.createDirectory(to.resolve("imaging")), "");
        return to;
    }

    /** Copies the traces whose names start with {@code start}, without imaging. */
    public static Path copy(Path to, String start) throws IOException {
        copyFiles(NUMBERS, to, start);
        return to;
    }

    /** Copies the imaging traces to the folder itself. */
    static Path copyImaging(Path to) throws IOException {
        copyFiles(IMAGES, to, "");
        return to;
    }

    private static void copyFiles(Path from, Path to, String start) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(from)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(start))
                    .toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    /** Adds {@code by} to one element of a floating tensor in a file. */
    public static void nudge(Path file, String tensor, int element, double by) throws IOException {
        SafetensorsWriter copy = new SafetensorsWriter();
        try (Safetensors original = Safetensors.open(file)) {
            copy.metadata(original.metadata());
            for (Map.Entry<String, TensorInfo> entry : original.tensors().entrySet()) {
                List<Integer> shape = entry.getValue().shape();
                switch (entry.getValue().dtype()) {
                    case F32, F64 -> {
                        double[] values = original.doubles(entry.getKey());
                        values[entry.getKey().equals(tensor) ? element : 0] +=
                                entry.getKey().equals(tensor) ? by : 0;
                        copy.add(entry.getKey(), shape, values);
                    }
                    default -> copy.add(entry.getKey(), shape, original.longs(entry.getKey()));
                }
            }
        }
        write(copy, file);
    }

    /** Removes one tensor from a file. */
    static void drop(Path file, String tensor) throws IOException {
        SafetensorsWriter copy = new SafetensorsWriter();
        try (Safetensors original = Safetensors.open(file)) {
            copy.metadata(original.metadata());
            for (Map.Entry<String, TensorInfo> entry : original.tensors().entrySet()) {
                if (!entry.getKey().equals(tensor)) {
                    copy.add(entry.getKey(), entry.getValue().shape(), original.doubles(entry.getKey()));
                }
            }
        }
        write(copy, file);
    }

    private static void write(SafetensorsWriter tensors, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            tensors.writeTo(out);
        }
    }
}
