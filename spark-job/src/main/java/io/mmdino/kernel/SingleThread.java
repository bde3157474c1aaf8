package io.mmdino.kernel;

import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's operations and BLAS on the calling thread alone, in the whole JVM and from then on: where threads work side by side
 * already, threads of their own would only get in each other's way, and their sums would depend on how work was shared out.
 */
public final class SingleThread {

    private SingleThread() {}

    /** Again: changes nothing. */
    public static void everywhere() {
        KernelChoice.AUTO.kernels(); // starts ND4J where it can compute: it would take a GPU that it has no code for
        Blas.start();
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        Nd4j.getEnvironment().setMaxThreads(1);
    }
}
