package io.mmdino.kernel.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The sources of all kernels, as one unit of compilation that includes them.
 *
 * @param files names and texts of kernels and headers, in the order of their names
 */
record KernelSources(Map<String, String> files) {

    private static final List<String> NAMES = List.of(
            "activations.cu",
            "attention.cu",
            "attention_backward.cu",
            "attention_exact.cu",
            "columns.cuh",
            "common.cuh",
            "elementwise.cu",
            "mma.cuh",
            "norms.cu",
            "optimiser.cu",
            "rowwise.cu",
            "softmax.cu",
            "statistics.cu",
            "tokens.cu");

    /** The sources that this build has as resources. */
    static KernelSources ofThisBuild() {
        Map<String, String> files = new LinkedHashMap<>();
        NAMES.forEach(name -> files.put(name, text(name)));
        return new KernelSources(files);
    }

    private static String text(String name) {
        try (InputStream in = KernelSources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build has no kernels " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the kernels " + name, e);
        }
    }

    /** The unit of compilation. */
    String unit() {
        return files.keySet().stream()
                .filter(name -> name.endsWith(".cu"))
                .map(name -> "#include \"" + name + "\"\n")
                .collect(Collectors.joining());
    }
}
