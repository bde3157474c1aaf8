package io.mmdino.kernel.onednn;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Optional;
import jdk.incubator.foreign.CLinker;
import jdk.incubator.foreign.FunctionDescriptor;
import jdk.incubator.foreign.MemoryAddress;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * Keeps OpenMP, by which oneDNN is parallel, to the calling thread: each Java thread would start a team of its own. OpenMP
 * holds the number for each thread, so each must say it. No class of oneDNN's presets has the function; it is called
 * through the JDK's foreign linker, where the JVM runs with that module.
 */
final class OneThread {

    private static final String MODULE = "jdk.incubator.foreign";
    private static final String VARIABLE = "OMP_NUM_THREADS";
    private static final String WANTED = "; start it with --add-modules " + MODULE
            + " --enable-native-access=ALL-UNNAMED, or set " + VARIABLE + "=1 in its environment";

    private OneThread() {}

    /** Why threads of this process cannot be kept to themselves; empty when they can. */
    static Optional<String> obstacle() {
        if (isAloneAnyway()) {
            return Optional.empty();
        }
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Optional.of("the JVM runs without the module " + MODULE + WANTED);
        }
        try {
            Foreign.keep();
            return Optional.empty();
        } catch (LinkageError e) { // the linker is refused without the second flag
            return Optional.of("the JVM does not let OpenMP be called through " + MODULE + WANTED);
        }
    }

    /** Whether the environment gives every thread of OpenMP's a team of one. */
    private static boolean isAloneAnyway() {
        return "1".equals(System.getenv(VARIABLE));
    }

    /** Keeps the calling thread to itself. */
    static void require() {
        if (!isAloneAnyway()) {
            Foreign.keep();
        }
    }

    /** Loaded only where the module is there. */
    private static final class Foreign {

        private static final MethodHandle SET_NUM_THREADS = handle();

        static void keep() {
            try {
                SET_NUM_THREADS.invokeExact(1);
            } catch (Throwable e) {
                throw new IllegalStateException("omp_set_num_threads failed", e);
            }
        }

        private static MethodHandle handle() {
            Loader.load(dnnl.class);
            Pointer function = Loader.addressof("omp_set_num_threads");
            return CLinker.getInstance()
                    .downcallHandle(
                            MemoryAddress.ofLong(function.address()),
                            MethodType.methodType(void.class, int.class),
                            FunctionDescriptor.ofVoid(CLinker.C_INT));
        }
    }
}
