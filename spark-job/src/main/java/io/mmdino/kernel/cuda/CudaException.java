package io.mmdino.kernel.cuda;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** A call of CUDA that failed; its text names the call, what it was for and the code. */
public final class CudaException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int ILLEGAL_ADDRESS = 700;
    private static final int FIRST_HARDWARE_ERROR = 714;
    private static final int LAUNCH_FAILED = 719;
    private static final int ECC_ERROR = 214;

    private final int code;

    private CudaException(String call, String what, int code, String name) {
        super(call + " failed for " + what + ": " + name + " (code " + code + ")");
        this.code = code;
    }

    /**
     * Whether nothing more can be computed by this process on its GPU: an illegal address, a fault of the hardware or of its
     * memory.
     */
    public boolean isFatal() {
        return code == ECC_ERROR || code == ILLEGAL_ADDRESS || code >= FIRST_HARDWARE_ERROR && code <= LAUNCH_FAILED;
    }

    /**
     * Looks at the code of a call of the driver.
     *
     * @param what the call was for, as the message names it
     */
    static void driver(int code, String call, String what) {
        if (code != cudart.CUDA_SUCCESS) {
            throw new CudaException(call, what, code, driverName(code));
        }
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
            throw new CudaException(
                    call, what, code, nvrtc.nvrtcGetErrorString(code).getString());
        }
    }

    /** Looks at the code of a call of cuBLASLt. */
    static void products(int code, String call, Object what) {
        if (code != cublas.CUBLAS_STATUS_SUCCESS) {
            throw new CudaException(
                    call,
                    what.toString(),
                    code,
                    cublas.cublasLtGetStatusName(code).getString());
        }
    }
}
