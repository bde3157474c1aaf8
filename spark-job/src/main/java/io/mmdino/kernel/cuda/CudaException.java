package io.mmdino.kernel.cuda;

import io.mmdino.kernel.DeviceException;
import java.util.Set;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** A call of CUDA that failed; its text names the call, what it was for and the code. */
final class CudaException extends DeviceException {

    private static final long serialVersionUID = 1L;

    private static final String AFTER_LOSS =
            "; this process can compute nothing more on its GPU, and the same command, started"
                    + " again, goes on from its last checkpoint";

    // Codes that the presets for CUDA 11.6 do not have, with which the profile cuda compiles.
    private static final int CONTAINED = 226;
    private static final int TENSOR_MEMORY_LEAK = 721;
    private static final int MPS_CLIENT_TERMINATED = 810;

    /**
     * After these codes every later call of the process fails too, as the driver's manual says of most: the context is gone, or the
     * GPU or its memory is broken.
     */
    private static final Set<Integer> LOSSES = Set.of(
            cudart.CUDA_ERROR_DEINITIALIZED,
            cudart.CUDA_ERROR_ECC_UNCORRECTABLE,
            cudart.CUDA_ERROR_NVLINK_UNCORRECTABLE,
            CONTAINED,
            cudart.CUDA_ERROR_ILLEGAL_ADDRESS,
            cudart.CUDA_ERROR_LAUNCH_TIMEOUT,
            cudart.CUDA_ERROR_CONTEXT_IS_DESTROYED,
            cudart.CUDA_ERROR_ASSERT,
            cudart.CUDA_ERROR_HARDWARE_STACK_ERROR,
            cudart.CUDA_ERROR_ILLEGAL_INSTRUCTION,
            cudart.CUDA_ERROR_MISALIGNED_ADDRESS,
            cudart.CUDA_ERROR_INVALID_ADDRESS_SPACE,
            cudart.CUDA_ERROR_INVALID_PC,
            cudart.CUDA_ERROR_LAUNCH_FAILED,
            TENSOR_MEMORY_LEAK,
            MPS_CLIENT_TERMINATED,
            cudart.CUDA_ERROR_UNKNOWN);

    private CudaException(String message, Effect effect) {
        super(message, effect);
    }

    private static String text(String call, String what, int code, String name) {
        return call + " failed for " + what + ": " + name + " (code " + code + ")";
    }

    /**
     * Looks at the code of a call of the driver.
     *
     * @param what the call was for, as the message names it
     */
    static void driver(int code, String call, String what) {
        if (code != cudart.CUDA_SUCCESS) {
            throw ofDriver(text(call, what, code, driverName(code)), code);
        }
    }

    private static CudaException ofDriver(String text, int code) {
        return LOSSES.contains(code)
                ? new CudaException(text + AFTER_LOSS, Effect.LOST)
                : new CudaException(
                        text, code == cudart.CUDA_ERROR_OUT_OF_MEMORY ? Effect.OUT_OF_MEMORY : Effect.REFUSED);
    }

    /** A GPU with too little memory. */
    static CudaException outOfMemory(String message) {
        return new CudaException(message, Effect.OUT_OF_MEMORY);
    }

    /** The driver's name of a code. */
    static String driverName(int code) {
        try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
            boolean isKnown = cudart.cuGetErrorName(code, name) == cudart.CUDA_SUCCESS;
            return isKnown ? name.get(BytePointer.class, 0).getString() : "a code that this driver does not name";
        }
    }

    /** Looks at the code of a call of NVRTC. */
    static void compiler(int code, String call, String what) {
        if (code != nvrtc.NVRTC_SUCCESS) {
            String name = nvrtc.nvrtcGetErrorString(code).getString();
            throw new CudaException(text(call, what, code, name), Effect.REFUSED);
        }
    }

    /** Looks at the code of a call of cuBLASLt, whose codes do not tell its own failures from those of work before it. */
    static void products(int code, String call, Object what) {
        if (code != cublas.CUBLAS_STATUS_SUCCESS) {
            String name = cublas.cublasLtGetStatusName(code).getString();
            String text = text(call, what.toString(), code, name);
            int ofDriver = cudart.cuCtxSynchronize();
            throw ofDriver == cudart.CUDA_SUCCESS
                    ? new CudaException(text, Effect.REFUSED)
                    : ofDriver(text + ", and the driver says " + driverName(ofDriver), ofDriver);
        }
    }
}
