package io.mmdino.kernel.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;

/** Whether this process can multiply by oneDNN, and in which precisions the processor has instructions for it. */
public final class OneDnn {

    private OneDnn() {}

    /** Why oneDNN cannot be used in this process; empty when it can. Loads the library. */
    public static Optional<String> obstacle() {
        Optional<String> thread = OneThread.obstacle();
        if (thread.isPresent()) {
            return thread;
        }
        try {
            int set = dnnl.dnnl_get_effective_cpu_isa();
            return has(set, dnnl.dnnl_cpu_isa_avx2) ? Optional.empty() : Optional.of("the processor has no AVX2");
        } catch (LinkageError e) {
            return Optional.of("its library does not load on this platform (" + e.getMessage() + ")");
        }
    }

    /** Whether the processor multiplies bfloat16 (AVX512-BF16 or AMX-BF16); false where oneDNN cannot be used. */
    public static boolean hasBfloat16() {
        return obstacle().isEmpty() && has(dnnl.dnnl_get_effective_cpu_isa(), dnnl.dnnl_cpu_isa_avx512_core_bf16);
    }

    /** Instruction sets are numbered by bits: a set has the bits of all that it contains. */
    private static boolean has(int set, int wanted) {
        return (set & wanted) == wanted;
    }
}
