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
 * The compiled product of one {@link MatmulShape}, with the memory objects that it reads and writes. For one thread. Operands
 * lie as the caller has them: oneDNN packs them while it multiplies, at a cost of a few per cent.
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

    Matmul(MatmulShape shape, dnnl_engine engine) {
        this.shape = shape;
        this.engine = engine;
        int operands = shape.bfloat16() ? dnnl_bf16 : dnnl_f32;
        dnnl_memory_desc usedA = described(operands, shape.m(), shape.k(), shape.a());
        dnnl_memory_desc usedB = described(operands, shape.k(), shape.n(), shape.b());
        dnnl_memory_desc usedC = described(dnnl_f32, shape.m(), shape.n(), shape.c());
        primitive = primitive(description(usedA, usedB, usedC));
        a = memory(usedA);
        b = memory(usedB);
        c = memory(usedC);
        arguments = new dnnl_exec_arg_t(ARGUMENTS);
        handles.add(arguments, arguments::deallocate);
        argument(0, DNNL_ARG_SRC, a);
        argument(1, DNNL_ARG_WEIGHTS, b);
        argument(2, DNNL_ARG_DST, c);
    }

    /** Computes; the addresses are those of the first elements. */
    void run(dnnl_stream stream, long aAddress, long bAddress, long cAddress) {
        set(a, aAddress);
        set(b, bAddress);
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

    private dnnl_memory_desc described(int type, long rows, long columns, Layout layout) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        check(
                dnnl_memory_desc_create_with_strides(
                        made, DIMENSIONS, new long[] {shape.batch(), rows, columns}, type, layout.strides()),
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
