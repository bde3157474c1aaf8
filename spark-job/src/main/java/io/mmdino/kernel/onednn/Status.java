package io.mmdino.kernel.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** The status codes of oneDNN's functions. */
final class Status {

    private Status() {}

    /** @throws IllegalStateException when {@code status} is not success; its text names the call and what it was for */
    static void check(int status, String call, Object what) {
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN's " + call + " failed for the " + what + ": " + name(status)
                    + ". Run with -Dmmdino.products=openblas to multiply with OpenBLAS instead");
        }
    }

    private static String name(int status) {
        if (status == dnnl.dnnl_out_of_memory) {
            return "out of memory";
        }
        if (status == dnnl.dnnl_invalid_arguments) {
            return "invalid arguments";
        }
        return status == dnnl.dnnl_unimplemented ? "not implemented for these sizes" : "status " + status;
    }
}
