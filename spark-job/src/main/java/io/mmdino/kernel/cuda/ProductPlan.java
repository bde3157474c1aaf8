package io.mmdino.kernel.cuda;

import static io.mmdino.kernel.cuda.CudaException.products;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * One shape of product for cuBLASLt: descriptors, layouts and the algorithm that its heuristic proposes first. cuBLASLt's
 * matrices are column-major, and a row-major matrix is the transpose of a column-major one; so {@code c = a b} is computed as
 * {@code c^T = b^T a^T}, with a and b exchanged.
 */
final class ProductPlan implements AutoCloseable {

    private final ProductShape shape;
    private final Deque<Runnable> destroyers = new ArrayDeque<>();
    private final cublasLtMatmulDescOpaque_t description;
    private final cublasLtMatrixLayoutOpaque_t first;
    private final cublasLtMatrixLayoutOpaque_t second;
    private final cublasLtMatrixLayoutOpaque_t result;
    private final cublasLtMatmulHeuristicResult_t algorithm = new cublasLtMatmulHeuristicResult_t(1);
    private final LongPointer bias = new LongPointer(1);
    private final FloatPointer alpha = new FloatPointer(1);
    private final FloatPointer beta = new FloatPointer(1);
    private final DevicePointer[] operands = {
        new DevicePointer(), new DevicePointer(), new DevicePointer(), new DevicePointer()
    };

    /** An address of the device that can be changed. */
    private static final class DevicePointer extends Pointer {

        DevicePointer at(long where) {
            address = where;
            return this;
        }
    }

    /** @param workspace bytes that the algorithm may use */
    ProductPlan(ProductShape shape, cublasLtContext library, long workspace) {
        this.shape = shape;
        try {
            description = description();
            first = shape.transposeB()
                    ? layout(shape.operand(), shape.k(), shape.n(), shape.pitchB())
                    : layout(shape.operand(), shape.n(), shape.k(), shape.pitchB());
            second = shape.transposeA()
                    ? layout(shape.operand(), shape.m(), shape.k(), shape.pitchA())
                    : layout(shape.operand(), shape.k(), shape.m(), shape.pitchA());
            result = layout(cudart.CUDA_R_32F, shape.n(), shape.m(), shape.n());
            chooseAlgorithm(library, workspace);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private cublasLtMatmulDescOpaque_t description() {
        try (PointerPointer<Pointer> made = new PointerPointer<>(1)) {
            products(
                    cublas.cublasLtMatmulDescCreate(made, computation(), cudart.CUDA_R_32F),
                    "cublasLtMatmulDescCreate",
                    shape);
            cublasLtMatmulDescOpaque_t own = new cublasLtMatmulDescOpaque_t(made.get(0));
            destroyers.push(() -> cublas.cublasLtMatmulDescDestroy(own));
            set(own, cublas.CUBLASLT_MATMUL_DESC_TRANSA, shape.transposeB() ? 1 : 0);
            set(own, cublas.CUBLASLT_MATMUL_DESC_TRANSB, shape.transposeA() ? 1 : 0);
            if (shape.hasBias()) {
                set(own, cublas.CUBLASLT_MATMUL_DESC_EPILOGUE, cublas.CUBLASLT_EPILOGUE_BIAS);
            }
            return own;
        }
    }

    private int computation() {
        return shape.tf32() ? cublas.CUBLAS_COMPUTE_32F_FAST_TF32 : cublas.CUBLAS_COMPUTE_32F;
    }

    private void set(cublasLtMatmulDescOpaque_t own, int attribute, int value) {
        try (IntPointer number = new IntPointer(1L).put(value)) {
            products(
                    cublas.cublasLtMatmulDescSetAttribute(own, attribute, number, Integer.BYTES),
                    "cublasLtMatmulDescSetAttribute",
                    shape);
        }
    }

    private cublasLtMatrixLayoutOpaque_t layout(int type, long rows, long cols, long pitch) {
        try (PointerPointer<Pointer> made = new PointerPointer<>(1)) {
            products(
                    cublas.cublasLtMatrixLayoutCreate(made, type, rows, cols, pitch),
                    "cublasLtMatrixLayoutCreate",
                    shape);
            cublasLtMatrixLayoutOpaque_t own = new cublasLtMatrixLayoutOpaque_t(made.get(0));
            destroyers.push(() -> cublas.cublasLtMatrixLayoutDestroy(own));
            return own;
        }
    }

    private void chooseAlgorithm(cublasLtContext library, long workspace) {
        try (PointerPointer<Pointer> made = new PointerPointer<>(1)) {
            products(cublas.cublasLtMatmulPreferenceCreate(made), "cublasLtMatmulPreferenceCreate", shape);
            cublasLtMatmulPreferenceOpaque_t preference = new cublasLtMatmulPreferenceOpaque_t(made.get(0));
            try {
                limit(preference, workspace);
                int[] found = new int[1];
                products(
                        cublas.cublasLtMatmulAlgoGetHeuristic(
                                library, description, first, second, result, result, preference, 1, algorithm, found),
                        "cublasLtMatmulAlgoGetHeuristic",
                        shape);
                if (found[0] == 0) {
                    throw new IllegalStateException("cuBLASLt has no algorithm for the " + shape);
                }
            } finally {
                cublas.cublasLtMatmulPreferenceDestroy(preference);
            }
        }
    }

    private void limit(cublasLtMatmulPreferenceOpaque_t preference, long workspace) {
        try (LongPointer bytes = new LongPointer(1L).put(workspace);
                IntPointer alignment = new IntPointer(1L).put(shape.alignment())) {
            prefer(preference, cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, bytes, Long.BYTES);
            prefer(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, alignment, Integer.BYTES);
            prefer(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, alignment, Integer.BYTES);
            prefer(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, alignment, Integer.BYTES);
            prefer(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, alignment, Integer.BYTES);
        }
    }

    private void prefer(cublasLtMatmulPreferenceOpaque_t preference, int attribute, Pointer value, long bytes) {
        products(
                cublas.cublasLtMatmulPreferenceSetAttribute(preference, attribute, value, bytes),
                "cublasLtMatmulPreferenceSetAttribute",
                shape);
    }

    /**
     * What a product is computed with.
     *
     * @param workspace address of memory of the device
     * @param bytes of the workspace, as many as the plan was told
     */
    record Place(cublasLtContext library, CUstream_st stream, long workspace, long bytes) {}

    /**
     * Computes the product of operands at addresses of the device.
     *
     * @param row bias of n numbers; not used without one
     */
    synchronized void run(Place place, double factor, long a, long b, double share, long c, long row) {
        if (shape.hasBias()) {
            products(
                    cublas.cublasLtMatmulDescSetAttribute(
                            description, cublas.CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias.put(row), Long.BYTES),
                    "cublasLtMatmulDescSetAttribute",
                    shape);
        }
        alpha.put((float) factor);
        beta.put((float) share);
        multiply(place, operands[0].at(b), operands[1].at(a), operands[2].at(c), operands[3].at(place.workspace));
    }

    private void multiply(Place place, Pointer left, Pointer right, Pointer out, Pointer workspace) {
        products(
                cublas.cublasLtMatmul(
                        place.library,
                        description,
                        alpha,
                        left,
                        first,
                        right,
                        second,
                        beta,
                        out,
                        result,
                        out,
                        result,
                        algorithm.algo(),
                        workspace,
                        place.bytes,
                        place.stream),
                "cublasLtMatmul",
                shape);
    }

    @Override
    public void close() {
        while (!destroyers.isEmpty()) {
            destroyers.pop().run();
        }
    }
}
