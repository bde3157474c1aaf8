package io.mmdino.kernel.onednn;

import static io.mmdino.kernel.onednn.Status.check;

import java.lang.ref.Cleaner;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * One thread's products: compiled ones are kept by shape, as are the memory objects, so that a product of a known shape
 * allocates nothing. Freed when it is no longer reachable.
 */
public final class Matmuls {

    private static final Cleaner CLEANER = Cleaner.create();

    private final State state = new State();

    /** Makes the calling thread compute alone in OpenMP too; use the object on this thread only. */
    public Matmuls() {
        OneThread.require();
        check(dnnl.dnnl_engine_create(state.engine, dnnl.dnnl_cpu, 0), "engine", "processor");
        check(
                dnnl.dnnl_stream_create(state.stream, state.engine, dnnl.dnnl_stream_default_flags),
                "stream",
                "processor");
        CLEANER.register(this, state);
    }

    /** What outlives the object until it is freed. */
    private static final class State implements Runnable {

        /** Shapes kept; numbers of masked patches and of crops that stochastic depth keeps vary from step to step. */
        private static final int SHAPES = 1024;

        private final dnnl_engine engine = new dnnl_engine();
        private final dnnl_stream stream = new dnnl_stream();
        private final Map<MatmulShape, Matmul> compiled = new LinkedHashMap<>(SHAPES, 0.75f, true);

        Matmul of(MatmulShape shape) {
            Matmul known = compiled.get(shape);
            if (known != null) {
                return known;
            }
            if (compiled.size() >= SHAPES) {
                MatmulShape oldest = compiled.keySet().iterator().next();
                compiled.remove(oldest).close();
            }
            Matmul made = new Matmul(shape, engine);
            compiled.put(shape, made);
            return made;
        }

        @Override
        public void run() {
            compiled.values().forEach(Matmul::close);
            dnnl.dnnl_stream_destroy(stream);
            dnnl.dnnl_engine_destroy(engine);
        }
    }

    /**
     * Computes the products of {@code shape}.
     *
     * @param a address of the first element of the first a
     * @throws IllegalStateException when oneDNN refuses; its text names the shape
     */
    public void run(MatmulShape shape, long a, long b, long c) {
        state.of(shape).run(state.stream, a, b, c);
    }
}
