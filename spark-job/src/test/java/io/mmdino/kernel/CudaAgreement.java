package io.mmdino.kernel;

import java.util.Map;

/**
 * A program that compares every operation of the kernels {@code cuda} on GPU 0 with the scalar kernels, as {@code
 * KernelsAgreementTest} does for those of the CPU. Its exit code is 0 when all agree.
 */
public final class CudaAgreement {

    private static final int[] WIDTHS = {1, 3, 5, 16, 17, 36, 48, 196, 384, 768};
    private static final int[] TOKENS = {1, 31, 65, 197, 257};
    private static final double SINGLE = 1e-5;
    private static final double ROUNDED = 1.0 / 128;
    private static final double TF32 = 2e-3;

    private final Kernels judge;
    private final Kernels kernels;
    private final double bound;
    private int compared;
    private int failed;

    private CudaAgreement(Kernels judge, Kernels kernels, double bound) {
        this.judge = judge;
        this.kernels = kernels;
        this.bound = bound;
    }

    /** @param arguments the precision */
    public static void main(String[] arguments) {
        Precision precision = Precision.named(arguments[0]).orElseThrow();
        Backends.Provider provider = Backends.provider("cuda");
        provider.obstacle(0).ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        Kernels kernels = provider.kernels(0, precision);
        if (precision == Precision.TF32) {
            compareTf32(kernels);
        }
        boolean rounds = precision == Precision.BFLOAT16;
        Kernels judge = rounds ? Backends.scalar(Tensor.Type.FLOAT32, precision) : Backends.scalar(Tensor.Type.FLOAT64);
        CudaAgreement agreement = new CudaAgreement(judge, kernels, rounds ? ROUNDED : SINGLE);
        agreement.compare(rounds ? Operations.products() : Operations.all(), WIDTHS);
        agreement.compare(attention(), TOKENS);
        if (!rounds) {
            agreement.compare(manyRows(), new int[] {17, 384, 1536});
            agreement.compare(manyHeads(), new int[] {48});
        }
        agreement.end();
    }

    private void end() {
        System.out.println(compared + " comparisons, " + failed + " failures");
        System.exit(failed == 0 ? 0 : 1);
    }

    /** Products of layers are rounded, and all else is not. */
    private static void compareTf32(Kernels kernels) {
        int[] widths = {5, 17, 196, 384};
        Map<String, RandomTensors.Operation> products = Operations.products();
        CudaAgreement rounded = new CudaAgreement(Backends.scalar(Tensor.Type.FLOAT64), kernels, TF32);
        rounded.compare(products, widths);
        CudaAgreement exact = new CudaAgreement(Backends.scalar(Tensor.Type.FLOAT64), kernels, SINGLE);
        exact.compare(attention(), new int[] {31, 65});
        products.forEach((name, operation) -> {
            boolean ofLayer = !name.endsWith("rows 0") && (name.startsWith("linear") || name.startsWith("product"));
            if (exact.agrees(operation, widths[3]) == ofLayer) {
                exact.failed++;
                System.out.println("FAILED " + name + (ofLayer ? " is not rounded" : " is rounded"));
            }
        });
        rounded.failed += exact.failed;
        rounded.end();
    }

    private boolean agrees(RandomTensors.Operation operation, int width) {
        try {
            RandomTensors.assertAgree(judge, kernels, operation, width, bound);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    /** Heads of 64, the width is the number of tokens. */
    private static Map<String, RandomTensors.Operation> attention() {
        return Map.of("attention of heads of 64", (k, t, tokens) -> {
            Tensor qkv = t.normal(2 * tokens, 3 * 128);
            Tensor out = t.normal(2 * tokens, 128);
            AttentionState state = t.attention(2, tokens, 2, true);
            k.attention(qkv, state, out);
            k.attentionBackward(t.normal(2 * tokens, 128), qkv, out, state, t.normal(2 * tokens, 3 * 128));
            k.attention(qkv, t.attention(2, tokens, 2, false), t.normal(2 * tokens, 128));
        });
    }

    /** More heads than a grid has rows of blocks. */
    private static Map<String, RandomTensors.Operation> manyHeads() {
        return Map.of("attention of many heads", (k, t, heads) -> {
            int crops = 1 + 65535 / heads;
            Tensor qkv = t.normal(crops, 3 * heads);
            Tensor out = t.normal(crops, heads);
            AttentionState state = t.attention(crops, 1, heads, true);
            k.attention(qkv, state, out);
            k.attentionBackward(t.normal(crops, heads), qkv, out, state, t.normal(crops, 3 * heads));
        });
    }

    /** More rows than one partial sum has, no rows, and slices at addresses that hold no four elements. */
    private static Map<String, RandomTensors.Operation> manyRows() {
        return Map.of(
                "layerNorm of many rows", (k, t, d) -> layerNorm(k, t, t.normal(300, d), t.normal(300, d)),
                "layerNorm of a slice",
                        (k, t, d) -> {
                            Tensor x = t.normal(4, d).slice(1, 3, d);
                            layerNorm(k, t, x, t.normal(4, d).slice(3, 3, d));
                        },
                "layerNorm of no rows", (k, t, d) -> layerNorm(k, t, t.normal(0, d), t.normal(0, d)),
                "activations of many rows", (k, t, d) -> activations(k, t, 300, d),
                "activations of no rows", (k, t, d) -> activations(k, t, 0, d),
                "rows of a table",
                        (k, t, d) -> {
                            Tensor rows = t.indices(300, 40);
                            k.gatherRows(t.normal(40, d), rows, t.normal(300, d));
                            k.scatterAddRows(t.normal(300, d), rows, t.normal(40, d));
                            k.gatherRows(t.normal(40, d), k.indices(), t.normal(0, d));
                            k.scatterAddRows(t.normal(0, d), k.indices(), t.normal(40, d));
                        },
                "sums of no rows",
                        (k, t, d) -> {
                            k.columnSum(t.normal(0, d), t.normal(1, d));
                            Tensor sums = t.figures(d + 1);
                            k.columnSums(t.normal(0, d), sums);
                            k.moveCentre(sums, 0.9, t.normal(1, d));
                        },
                "products at any address",
                        (k, t, d) -> {
                            Tensor x = t.normal(4, d).slice(1, 3, d);
                            Tensor w = t.normal(6, d).slice(2, 5, d);
                            k.linear(
                                    x,
                                    w,
                                    t.normal(1, 6).slice(1, 1, 5),
                                    t.normal(4, 5).slice(3, 3, 5));
                            k.productBackward(t.normal(4, 5).slice(2, 3, 5), x, w, t.normal(3, d), t.normal(5, d));
                        },
                "products over no terms",
                        (k, t, d) -> {
                            k.gemm(true, false, 1, t.normal(0, d), t.normal(0, 5), 0.5, t.normal(d, 5));
                            k.gemm(true, false, 1, t.normal(0, d), t.normal(0, 5), 0, t.normal(d, 5));
                        });
    }

    private static void layerNorm(Kernels k, RandomTensors t, Tensor x, Tensor dx) {
        int d = x.cols();
        Tensor gamma = t.normal(1, d);
        Tensor stats = t.normal(x.rows(), 2);
        k.layerNorm(x, gamma, t.normal(1, d), 1e-6, t.normal(x.rows(), d), stats);
        k.layerNormBackward(t.normal(x.rows(), d), x, gamma, stats, dx, t.normal(1, d), t.normal(1, d));
    }

    private static void activations(Kernels k, RandomTensors t, int rows, int d) {
        Tensor u = t.normal(rows, d);
        k.biasGelu(u, t.normal(1, d), t.normal(rows, d));
        k.geluBackward(t.normal(rows, d), u, t.normal(1, d));
        Tensor pairs = t.normal(rows, 2 * d);
        k.biasSwiglu(pairs, t.normal(1, 2 * d), t.normal(rows, d));
        k.swigluBackward(t.normal(rows, d), pairs, t.normal(rows, 2 * d), t.normal(1, 2 * d));
        Tensor gamma = t.normal(1, d);
        k.residual(t.normal(rows, d), u, t.normal(1, d), gamma, 1.5, t.normal(rows, d));
        k.residualBackward(t.normal(rows, d), u, gamma, 1.5, t.normal(rows, d), t.normal(1, d), t.normal(1, d));
    }

    private void compare(Map<String, RandomTensors.Operation> operations, int[] widths) {
        operations.forEach((name, operation) -> {
            for (int width : widths) {
                compared++;
                try {
                    RandomTensors.assertAgree(judge, kernels, operation, width, bound);
                } catch (RuntimeException | AssertionError e) {
                    failed++;
                    System.out.println("FAILED " + name + ", width " + width + ": " + e);
                }
            }
        });
    }
}
