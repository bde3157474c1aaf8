package io.mmdino.kernel.cuda;

import static io.mmdino.kernel.cuda.CudaException.driver;

import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.global.cudart;

/** A loaded kernel, and how much shared memory its blocks may ask for. */
final class KernelFunction {

    /** What every kernel may ask for at its launch. */
    private static final int DEFAULT_SHARED = 48 << 10;

    private final String name;
    private final CUfunc_st function;
    private volatile int allowed = DEFAULT_SHARED;

    KernelFunction(String name, CUfunc_st function) {
        this.name = name;
        this.function = function;
    }

    CUfunc_st function() {
        return function;
    }

    /** Makes launches with that much dynamic shared memory possible. */
    void allow(int bytes) {
        if (bytes > allowed) {
            driver(
                    cudart.cuFuncSetAttribute(function, cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes),
                    "cuFuncSetAttribute",
                    bytes + " bytes of shared memory for " + name);
            allowed = bytes;
        }
    }
}
