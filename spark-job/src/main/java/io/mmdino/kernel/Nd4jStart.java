package io.mmdino.kernel;

import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Decides which backend ND4J takes, once in the life of a process: ND4J takes CUDA wherever it finds a GPU, also where it has
 * no code for it and would fail at the first operation.
 */
final class Nd4jStart {

    private static final String CUDA = "JCublasBackend";

    private Nd4jStart() {}

    /** Starts ND4J on the CPU, also where the CUDA backend is on the class path. */
    static void onCpu() {
        ClassLoader all = ND4JClassLoading.getNd4jClassloader();
        if (!(all instanceof WithoutCuda)) {
            ND4JClassLoading.setNd4jClassloader(new WithoutCuda(all));
        }
        require(!CUDA.equals(backend()), "the CPU", "a GPU");
    }

    /** Starts ND4J on a GPU. */
    static void onGpu(int device) {
        require(CUDA.equals(backend()), "a GPU", "the CPU");
        attach(device);
    }

    /** Makes the calling thread compute on a device; each thread begins with device 0. Nothing on the CPU. */
    static void attach(int device) {
        Nd4j.getAffinityManager().unsafeSetDevice(device);
    }

    private static String backend() {
        return Nd4j.getBackend().getClass().getSimpleName();
    }

    private static void require(boolean ok, String wanted, String found) {
        if (!ok) {
            throw new IllegalStateException(
                    "kernels for " + wanted + " are wanted, and ND4J computes on " + found
                            + " in this process: it was started for other kernels, or its CUDA libraries did not load"
                            + " (CUDA 11.6's cudart, cublas and cusolver are wanted on LD_LIBRARY_PATH). Kernels 'vector' compute on the CPU");
        }
    }
}
