package io.mmdino.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Starts ND4J on the CPU or on a GPU, which is decided once per process. Left to itself, ND4J takes CUDA on every machine
 * with a GPU, even on one that it has no code for, and would then fail at the first operation.
 */
public final class Nd4jStart {

    private static final String CUDA = "JCublasBackend";

    private Nd4jStart() {}

    /**
     * Starts ND4J on the CPU, even with the CUDA backend on the class path.
     *
     * @throws IllegalStateException when it runs on a GPU already
     */
    static void onCpu() {
        hideCuda();
        require(!CUDA.equals(backend()), "the CPU", "a GPU");
    }

    /** Makes ND4J compute on the CPU if it is started later in this process. */
    static void hideCuda() {
        ClassLoader all = ND4JClassLoading.getNd4jClassloader();
        if (!(all instanceof WithoutCuda)) {
            ND4JClassLoading.setNd4jClassloader(new WithoutCuda(all));
        }
    }

    /**
     * Loads ND4J. On loading it gives OpenBLAS, which other kernels of this process may use too, one thread for each core;
     * this takes them back, because lanes are the parallelism.
     */
    public static void load() {
        Nd4j.getBlasWrapper().level3();
        Blas.onOneThread();
    }

    /**
     * Starts ND4J on a GPU and attaches the calling thread to it.
     *
     * @param device CUDA's number of the GPU
     * @throws IllegalStateException when it runs on the CPU already or CUDA's libraries did not load
     */
    static void onGpu(int device) {
        require(CUDA.equals(backend()), "a GPU", "the CPU");
        attach(device);
    }

    /** Makes the calling thread compute on a GPU; each thread begins with device 0. Without effect on the CPU. */
    static void attach(int device) {
        Nd4j.getAffinityManager().unsafeSetDevice(device);
    }

    /**
     * Limits ND4J's operations and OpenBLAS to the calling thread, for the rest of the process. Where threads work side by
     * side already, further threads of ND4J would slow them down, and its sums would depend on how the work was divided.
     * Idempotent.
     */
    public static void onOneThread() {
        KernelChoice.AUTO.kernels(); // starts ND4J on a GPU only if there is code for it
        load();
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        Nd4j.getEnvironment().setMaxThreads(1);
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

    /** Hides the CUDA backend from ND4J's search for backends; it delegates everything else to its parent. */
    static final class WithoutCuda extends ClassLoader {

        private static final String SERVICES = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";
        private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

        WithoutCuda(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            Enumeration<URL> all = super.getResources(name);
            if (!name.equals(SERVICES)) {
                return all;
            }
            List<URL> others = Collections.list(all).stream()
                    .filter(file -> !text(file).contains(CUDA_BACKEND))
                    .toList();
            return Collections.enumeration(others);
        }

        private static String text(URL file) {
            try (var in = file.openStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
