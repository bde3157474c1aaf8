package io.mmdino.kernel.onednn;

import static io.mmdino.kernel.onednn.Status.check;
import static org.bytedeco.dnnl.global.dnnl.*;

import io.mmdino.kernel.onednn.MatmulShape.Layout;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * The compiled product of one {@link MatmulShape}, with the memory objects that it reads and writes. For one thread.
 *
 * <p>Operands to be rounded go through a reorder into the layout that the product likes best, which rounds and packs in one
 * pass.
 */
final class Matmul implements AutoCloseable {

    private static final int DIMENSIONS = 3;
    private static final int ARGUMENTS = 3;

    private final MatmulShape shape;
    private final dnnl_engine engine;
    private final Handles handles = new Handles();
    private final MutablePointer pointer = new MutablePointer();
    private final dnnl_primitive primitive;
    private final dnnl_memory a;
    private final dnnl_memory b;
    private final dnnl_memory c;
    private final dnnl_exec_arg_t arguments;
    private final Rounding roundA;
    private final Rounding roundB;

    Matmul(MatmulShape shape, dnnl_engine engine) {
        this.shape = shape;
        this.engine = engine;
        dnnl_memory_desc plainA = plain(shape.batch(), shape.m(), shape.k(), shape.a());
        dnnl_memory_desc plainB = plain(shape.batch(), shape.k(), shape.n(), shape.b());
        dnnl_memory_desc plainC = plain(shape.batch(), shape.m(), shape.n(), shape.c());
        dnnl_primitive_desc made = description(
                shape.rounded() ? any(shape.m(), shape.k()) : plainA,
                shape.rounded() ? any(shape.k(), shape.n()) : plainB,
                plainC);
        primitive = primitive(made);
        dnnl_memory_desc usedA = shape.rounded() ? dnnl_primitive_desc_query_md(made, dnnl_query_src_md, 0) : plainA;
        dnnl_memory_desc usedB =
                shape.rounded() ? dnnl_primitive_desc_query_md(made, dnnl_query_weights_md, 0) : plainB;
        a = memory(usedA);
        b = memory(usedB);
        c = memory(plainC);
        roundA = shape.rounded() ? new Rounding(plainA, usedA, a) : null;
        roundB = shape.rounded() ? new Rounding(plainB, usedB, b) : null;
        arguments = new dnnl_exec_arg_t(ARGUMENTS);
        handles.add(arguments, arguments::deallocate);
        argument(0, DNNL_ARG_SRC, a);
        argument(1, DNNL_ARG_WEIGHTS, b);
        argument(2, DNNL_ARG_DST, c);
    }

    /** One operand's way from float32 in the caller's layout to bfloat16 in the product's. */
    private final class Rounding {

        private final dnnl_memory from;
        private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(2);
        private final dnnl_primitive reorder;
        private final long bytes;

        Rounding(dnnl_memory_desc source, dnnl_memory_desc target, dnnl_memory to) {
            from = memory(source);
            bytes = dnnl_memory_desc_get_size(target);
            dnnl_primitive_desc made = new dnnl_primitive_desc();
            check(
                    dnnl_reorder_primitive_desc_create(made, source, engine, target, engine, null),
                    "rounding to bfloat16",
                    shape);
            reorder = primitive(made);
            handles.add(arguments, arguments::deallocate);
            arguments.position(0).arg(DNNL_ARG_FROM).memory(from);
            arguments.position(1).arg(DNNL_ARG_TO).memory(to);
            arguments.position(0);
        }

        /** Rounds the matrices at {@code source} into {@code scratch}. */
        void run(dnnl_stream stream, long source, Scratch scratch, dnnl_memory to) {
            set(from, source);
            set(to, scratch.atLeast(bytes));
            check(dnnl_primitive_execute(reorder, stream, 2, arguments), "rounding to bfloat16", shape);
        }
    }

    /**
     * Computes; the addresses are those of the first elements.
     *
     * @param scratchA for the rounded a
     * @param scratchB for the rounded b
     */
    void run(dnnl_stream stream, long aAddress, long bAddress, long cAddress, Scratch scratchA, Scratch scratchB) {
        if (shape.rounded()) {
            roundA.run(stream, aAddress, scratchA, a);
            roundB.run(stream, bAddress, scratchB, b);
        } else {
            set(a, aAddress);
            set(b, bAddress);
        }
        set(c, cAddress);
        check(dnnl_primitive_execute(primitive, stream, ARGUMENTS, arguments), "matmul", shape);
        check(dnnl_stream_wait(stream), "wait", shape);
    }

    private void set(dnnl_memory memory, long where) {
        check(dnnl_memory_set_data_handle(memory, pointer.at(where)), "address", shape);
    }

    private void argument(int index, int name, dnnl_memory memory) {
        arguments.position(index).arg(name).memory(memory);
        arguments.position(0);
    }

    private dnnl_memory_desc plain(long batch, long rows, long columns, Layout layout) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        check(
                dnnl_memory_desc_create_with_strides(
                        made, DIMENSIONS, new long[] {batch, rows, columns}, dnnl_f32, layout.strides()),
                "memory description",
                shape);
        return handles.add(made, () -> dnnl_memory_desc_destroy(made));
    }

    private dnnl_memory_desc any(long rows, long columns) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        check(
                dnnl_memory_desc_create_with_tag(
                        made, DIMENSIONS, new long[] {shape.batch(), rows, columns}, dnnl_bf16, dnnl_format_tag_any),
                "memory description",
                shape);
        return handles.add(made, () -> dnnl_memory_desc_destroy(made));
    }

    private dnnl_memory memory(dnnl_memory_desc description) {
        dnnl_memory made = new dnnl_memory();
        check(dnnl_memory_create(made, description, engine, null), "memory", shape);
        return handles.add(made, () -> dnnl_memory_destroy(made));
    }

    private dnnl_primitive_desc description(dnnl_memory_desc usedA, dnnl_memory_desc usedB, dnnl_memory_desc usedC) {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        dnnl_post_ops after = new dnnl_post_ops();
        check(dnnl_primitive_attr_create(attributes), "attributes", shape);
        check(dnnl_post_ops_create(after), "post operations", shape);
        try {
            if (shape.alpha() != 1) {
                check(
                        dnnl_post_ops_append_eltwise(after, dnnl_eltwise_linear, shape.alpha(), 0),
                        "scale of the product",
                        shape);
            }
            if (shape.beta() != 0) {
                check(
                        dnnl_post_ops_append_sum(after, shape.beta(), 0, dnnl_data_type_undef),
                        "sum with the old values",
                        shape);
            }
            check(dnnl_primitive_attr_set_post_ops(attributes, after), "post operations", shape);
            dnnl_primitive_desc made = new dnnl_primitive_desc();
            check(
                    dnnl_matmul_primitive_desc_create(made, engine, usedA, usedB, null, usedC, attributes),
                    "matmul description",
                    shape);
            return made;
        } finally {
            dnnl_post_ops_destroy(after);
            dnnl_primitive_attr_destroy(attributes);
        }
    }

    /** Compiles, or takes from oneDNN's own cache; both objects live as long as this one. */
    private dnnl_primitive primitive(dnnl_primitive_desc description) {
        handles.add(description, () -> dnnl_primitive_desc_destroy(description));
        dnnl_primitive made = new dnnl_primitive();
        check(dnnl_primitive_create(made, description), "compilation", shape);
        return handles.add(made, () -> dnnl_primitive_destroy(made));
    }

    @Override
    public void close() {
        handles.run();
    }
}
