package io.mmdino.kernel;

import io.mmdino.kernel.Segments.Segment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every operation of {@link Kernels} on random tensors of a given width, to run by any two kernels and compare. */
final class Operations {

    private static final int ROWS = 7;

    private Operations() {}

    static Map<String, RandomTensors.Operation> all() {
        Map<String, RandomTensors.Operation> all = new LinkedHashMap<>();
        flat(all);
        rows(all);
        norms(all);
        activations(all);
        losses(all);
        statistics(all);
        tokens(all);
        products(all);
        return all;
    }

    /** The operations of {@link Products}, which round their operands in bfloat16. */
    static Map<String, RandomTensors.Operation> products() {
        Map<String, RandomTensors.Operation> all = new LinkedHashMap<>();
        products(all);
        return all;
    }

    private static void flat(Map<String, RandomTensors.Operation> all) {
        all.put("fill", (k, t, d) -> k.fill(t.normal(ROWS, d), 0.3f));
        all.put("copy", (k, t, d) -> k.copy(t.normal(ROWS, d), t.normal(ROWS, d)));
        all.put("axpy", (k, t, d) -> k.axpy(-1.3, t.normal(ROWS, d), t.normal(ROWS, d)));
        all.put("scale", (k, t, d) -> k.scale(-0.7, t.normal(ROWS, d)));
        all.put("lerp", (k, t, d) -> k.lerp(t.normal(ROWS, d), t.normal(ROWS, d), 0.992));
        all.put("sumsOfSquares of parts", (k, t, d) -> {
            Tensor sums = t.figures(4);
            segments(d).parts(3).forEach(part -> k.sumsOfSquares(t.normal(1, part.count()), part, sums));
        });
        all.put("adamw of parts", (k, t, d) -> {
            Kernels.AdamRule rule = new Kernels.AdamRule(0.9, 0.999, 1e-8, 3);
            Kernels.AdamStep step = new Kernels.AdamStep(1e-3, 2e-3, 0.04, List.of(2L, 0L, 5L));
            Tensor squares = t.figures(4);
            segments(d).parts(2).forEach(part -> {
                int n = part.count();
                k.adamw(
                        t.normal(1, n),
                        t.normal(1, n),
                        t.normal(1, n),
                        t.positive(1, n),
                        part,
                        rule,
                        step,
                        squares,
                        k.numbers(1, 2));
            });
        });
        all.put(
                "follow",
                (k, t, d) -> k.follow(t.normal(ROWS, d), t.normal(ROWS, d), 0.992, t.figures(4), k.numbers(1)));
    }

    /** Four segments in three groups, with padding after the first and the last layer's learning rate in the third. */
    private static Segments segments(int d) {
        return Segments.of(List.of(
                new Segment(32, 5 * d, 0, 0.5, 1, false),
                new Segment(32 + 5 * d + 3, d, 1, 1, 1, false),
                new Segment(35 + 6 * d, 2 * d, 2, 1, 0, true),
                new Segment(35 + 8 * d, 113 * d, 2, 0.7, 1, false)));
    }

    private static void rows(Map<String, RandomTensors.Operation> all) {
        all.put("fillRows", (k, t, d) -> k.fillRows(t.normal(ROWS, d), t.normal(1, d)));
        all.put("columnSum", (k, t, d) -> k.columnSum(t.normal(ROWS, d), t.normal(1, d)));
        all.put("gatherRows", (k, t, d) -> k.gatherRows(t.normal(ROWS, d), t.indices(9, ROWS), t.normal(9, d)));
        all.put("scatterRows", (k, t, d) -> k.scatterRows(t.normal(3, d), k.indices(5, 0, 2), t.normal(ROWS, d)));
        all.put("scatterAddRows", (k, t, d) -> k.scatterAddRows(t.normal(9, d), t.indices(9, ROWS), t.normal(ROWS, d)));
    }

    private static void norms(Map<String, RandomTensors.Operation> all) {
        all.put("layerNorm and backward", (k, t, d) -> {
            Tensor x = t.normal(ROWS, d, 3, 2);
            Tensor gamma = t.normal(1, d);
            Tensor stats = t.normal(ROWS, 2);
            k.layerNorm(x, gamma, t.normal(1, d), 1e-6, t.normal(ROWS, d), stats);
            if (d > 1) { // a row of one has no variance, and its derivative is all rounding
                k.layerNormBackward(
                        t.normal(ROWS, d), x, gamma, stats, t.normal(ROWS, d), t.normal(1, d), t.normal(1, d));
            }
        });
        all.put("l2Normalize and backward", (k, t, d) -> {
            Tensor y = t.normal(ROWS, d);
            Tensor norms = t.normal(ROWS, 1);
            k.l2Normalize(t.normal(ROWS, d), 1e-12, y, norms);
            k.l2NormalizeBackward(t.normal(ROWS, d), t.normal(ROWS, d), norms, t.normal(ROWS, d));
        });
        all.put("weightNorm", (k, t, d) -> k.weightNorm(t.normal(ROWS, d), t.normal(ROWS, 1), t.normal(ROWS, d)));
        all.put(
                "weightNormBackward",
                (k, t, d) -> k.weightNormBackward(
                        t.normal(ROWS, d), t.normal(ROWS, d), t.normal(ROWS, 1), t.normal(ROWS, d), t.normal(ROWS, 1)));
    }

    private static void activations(Map<String, RandomTensors.Operation> all) {
        all.put("biasGelu and backward", (k, t, d) -> {
            Tensor u = t.normal(ROWS, d, 0, 3);
            k.biasGelu(u, t.normal(1, d), t.normal(ROWS, d));
            k.geluBackward(t.normal(ROWS, d), u, t.normal(1, d));
        });
        all.put("biasSwiglu and backward", (k, t, d) -> {
            Tensor u = t.normal(ROWS, 2 * d, 0, 3);
            k.biasSwiglu(u, t.normal(1, 2 * d), t.normal(ROWS, d));
            k.swigluBackward(t.normal(ROWS, d), u, t.normal(ROWS, 2 * d), t.normal(1, 2 * d));
        });
        all.put("residual and backward", (k, t, d) -> {
            Tensor y = t.normal(ROWS, d);
            Tensor gamma = t.normal(1, d);
            k.residual(t.normal(ROWS, d), y, t.normal(1, d), gamma, 1.5, t.normal(ROWS, d));
            k.residualBackward(t.normal(ROWS, d), y, gamma, 1.5, t.normal(ROWS, d), t.normal(1, d), t.normal(1, d));
        });
        all.put("residual in place", (k, t, d) -> {
            Tensor x = t.normal(ROWS, d);
            k.residual(x, t.normal(ROWS, d), t.normal(1, d), t.normal(1, d), 0.5, x);
        });
    }

    private static void losses(Map<String, RandomTensors.Operation> all) {
        all.put(
                "centredSoftmax",
                (k, t, d) -> k.centredSoftmax(t.normal(ROWS, d), t.normal(1, d), k.numbers(0.07), t.normal(ROWS, d)));
        all.put("crossEntropy", (k, t, d) -> {
            Tensor weight = k.numbers(1, 0, 0.25, 2, 0, 0.1, 3);
            Tensor targets = t.positive(4, d);
            Tensor loss = t.recorded(k.numbers(1.5));
            k.crossEntropy(t.normal(ROWS, d), targets, t.indices(ROWS, 4), weight, 0.1, t.normal(ROWS, d), loss);
        });
    }

    private static void statistics(Map<String, RandomTensors.Operation> all) {
        all.put("columnSums and moveCentre", (k, t, d) -> {
            Tensor sums = t.recorded(k.numbers(new double[d + 1]).reshape(1, d + 1));
            k.columnSums(t.normal(ROWS, d), sums);
            k.moveCentre(sums, 0.9, t.normal(1, d));
        });
        all.put("sinkhorn", (k, t, d) -> {
            Tensor q = t.recorded(k.numbers(new double[ROWS * d]).reshape(ROWS, d));
            Tensor sums = t.recorded(k.numbers(new double[d + 1]).reshape(1, d + 1));
            k.sinkhornStart(t.normal(ROWS, d), k.numbers(0.3), q);
            k.columnSums(q, sums);
            k.sinkhornRound(q, sums);
            k.sinkhornTargets(q, sums, t.normal(ROWS, d));
        });
        all.put("koleo", (k, t, d) -> k.koleo(t.normal(6, d), 2, 0.1, t.normal(6, d), t.recorded(k.numbers(0.5))));
        all.put("meanEntropy", (k, t, d) -> k.meanEntropy(t.positive(ROWS, d), t.recorded(k.numbers(0.5))));
        all.put("meanVariance", (k, t, d) -> k.meanVariance(t.normal(ROWS, d), t.recorded(k.numbers(0.5))));
        all.put("correct", (k, t, d) -> {
            Tensor weight = k.numbers(1, 0, 0.25, 2, 0, 0.1, 3);
            k.correct(t.normal(ROWS, d), t.indices(ROWS, d), weight, t.recorded(k.numbers(2)));
        });
    }

    private static void tokens(Map<String, RandomTensors.Operation> all) {
        all.put("patches", (k, t, d) -> k.patches(t.normal(5, 144), 12, 4, t.normal(45, 16)));
        all.put("sumChannels", (k, t, d) -> k.sumChannels(t.normal(5, 3 * d), 3, t.normal(5, d)));
        all.put("spreadChannels", (k, t, d) -> k.spreadChannels(t.normal(5, d), 3, t.normal(5, 3 * d)));
        for (int registers : new int[] {0, 2}) {
            int rows = 2 * (1 + registers + 3 * 4);
            all.put(
                    "embedTokens, registers " + registers,
                    (k, t, d) -> k.embedTokens(
                            t.normal(24, d),
                            t.flags(24),
                            t.normal(1, d),
                            t.normal(1, d),
                            t.normal(registers, d),
                            t.normal(5, d),
                            t.normal(3, d),
                            t.normal(rows, d)));
            all.put(
                    "embedTokensBackward, registers " + registers,
                    (k, t, d) -> k.embedTokensBackward(
                            t.normal(rows, d),
                            t.flags(24),
                            t.normal(24, d),
                            t.normal(1, d),
                            t.normal(1, d),
                            t.normal(registers, d),
                            t.normal(5, d),
                            t.normal(3, d)));
        }
        all.put(
                "embedTokens without mask",
                (k, t, d) -> k.embedTokens(
                        t.normal(24, d),
                        k.flags(),
                        t.normal(1, d),
                        t.normal(1, d),
                        t.normal(0, d),
                        t.normal(5, d),
                        t.normal(3, d),
                        t.normal(26, d)));
    }

    private static void products(Map<String, RandomTensors.Operation> all) {
        all.put("gemm", (k, t, d) -> k.gemm(false, true, 0.5, t.normal(ROWS, d), t.normal(5, d), 1, t.normal(ROWS, 5)));
        all.put(
                "gemm of a transpose",
                (k, t, d) -> k.gemm(true, false, 1, t.normal(ROWS, d), t.normal(ROWS, 5), 0, t.normal(d, 5)));
        all.put("linear", (k, t, d) -> k.linear(t.normal(ROWS, d), t.normal(5, d), t.normal(1, 5), t.normal(ROWS, 5)));
        all.put(
                "linearGelu",
                (k, t, d) -> k.linearGelu(
                        t.normal(ROWS, 5), t.normal(d, 5), t.normal(1, d), t.normal(ROWS, d), t.normal(ROWS, d)));
        for (int rows : new int[] {0, 1, 33}) {
            all.put("product and backward, rows " + rows, (k, t, d) -> {
                Tensor x = t.normal(rows, d);
                Tensor w = t.normal(3, d);
                k.product(x, w, t.normal(rows, 3));
                k.productBackward(t.normal(rows, 3), x, w, t.normal(rows, d), t.normal(3, d));
            });
        }
        all.put("attention and backward over as many tokens", (k, t, d) -> {
            Tensor qkv = t.normal(2 * d, 3 * 12);
            Tensor out = t.normal(2 * d, 12);
            AttentionState state = t.attention(2, d, 3, true);
            k.attention(qkv, state, out);
            k.attentionBackward(t.normal(2 * d, 12), qkv, out, state, t.normal(2 * d, 36));
        });
        all.put(
                "attention without backward",
                (k, t, d) -> k.attention(t.normal(2 * d, 3 * 12), t.attention(2, d, 3, false), t.normal(2 * d, 12)));
    }
}
