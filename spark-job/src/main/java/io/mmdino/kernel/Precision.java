package io.mmdino.kernel;

import java.util.Locale;

/** In which precision the products of layers multiply; their sums and results are of {@link Kernels#type()} always. */
public enum Precision {
    /** Operands as they are. */
    FLOAT32,
    /**
     * Operands rounded to bfloat16 (8 bits of significand, to nearest, ties to even). Weights, moments, gradients, norms,
     * softmax and losses stay float32, as in mixed-precision training (Kalamkar et al., arXiv:1905.12322).
     */
    BFLOAT16;

    /** The name that users write, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
