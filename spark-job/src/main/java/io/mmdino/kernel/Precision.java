package io.mmdino.kernel;

import java.util.Locale;
import java.util.Optional;

/** In which precision the products of layers multiply; their sums and results are of {@link Kernels#type()} always. */
public enum Precision {
    /** Operands as they are. */
    FLOAT32,
    /**
     * Operands rounded to TF32 (11 bits of significand, exponents of float32) by the tensor cores of a GPU that multiply them; all
     * that is stored is float32, and attention is computed in float32.
     */
    TF32,
    /**
     * Operands rounded to bfloat16 (8 bits of significand, to nearest, ties to even). Weights, moments, gradients, norms,
     * softmax and losses stay float32, as in mixed-precision training (Kalamkar et al., arXiv:1905.12322).
     */
    BFLOAT16;

    /**
     * The precision that settings name.
     *
     * @return empty for {@code auto}, which {@link KernelChoice} decides by the processor
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Optional<Precision> named(String name) {
        if (name.equals("auto")) {
            return Optional.empty();
        }
        for (Precision precision : values()) {
            if (precision.toString().equals(name)) {
                return Optional.of(precision);
            }
        }
        throw new IllegalArgumentException(
                "no precision is named '" + name + "', wanted one of auto, float32, tf32, bfloat16");
    }

    /** The name that users write, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
