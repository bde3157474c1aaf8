package io.mmdino.kernel;

import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Every backward operation of the scalar kernels against central differences of its own forward operation, in float64. */
class DerivativesTest {

    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-8;

    private final Kernels k = Backends.scalar(Tensor.Type.FLOAT64);
    private final RandomTensors random = new RandomTensors(k, 7);

    @Test
    void layerNorm() {
        Tensor x = random.normal(3, 5);
        Tensor gamma = random.normal(1, 5);
        Tensor beta = random.normal(1, 5);
        Tensor dy = random.normal(3, 5);
        Tensor y = k.zeros(3, 5);
        Tensor stats = k.zeros(3, 2);
        DoubleSupplier loss = () -> {
            k.layerNorm(x, gamma, beta, 1e-6, y, stats);
            return dot(y, dy);
        };
        loss.getAsDouble();
        Gradients d = new Gradients(x, gamma, beta);
        k.layerNormBackward(dy, x, gamma, stats, d.of(0), d.of(1), d.of(2));
        d.check(loss);
    }

    @Test
    void attention() {
        int tokens = 4;
        int heads = 2;
        Tensor qkv = random.normal(3 * tokens, 3 * 6);
        Tensor dout = random.normal(3 * tokens, 6);
        Tensor out = k.zeros(3 * tokens, 6);
        AttentionState state = random.attention(3, tokens, heads, true);
        DoubleSupplier loss = () -> {
            k.attention(qkv, state, out);
            return dot(out, dout);
        };
        loss.getAsDouble();
        Gradients d = new Gradients(qkv);
        k.attentionBackward(dout, qkv, out, state, d.fresh(0));
        d.check(loss);
    }

    @Test
    void product() {
        Tensor x = random.normal(4, 5);
        Tensor w = random.normal(3, 5);
        Tensor dy = random.normal(4, 3);
        Tensor y = k.zeros(4, 3);
        Gradients d = new Gradients(x, w);
        k.productBackward(dy, x, w, d.fresh(0), d.of(1));
        d.check(() -> {
            k.product(x, w, y);
            return dot(y, dy);
        });
    }

    @Test
    void linear() {
        Tensor x = random.normal(4, 5);
        Tensor w = random.normal(3, 5);
        Tensor bias = random.normal(1, 3);
        Tensor dy = random.normal(4, 3);
        Tensor y = k.zeros(4, 3);
        Gradients d = new Gradients(x, w, bias);
        k.productBackward(dy, x, w, d.fresh(0), d.of(1));
        k.columnSum(dy, d.of(2));
        d.check(() -> {
            k.linear(x, w, bias, y);
            return dot(y, dy);
        });
    }

    @Test
    void linearGelu() {
        Tensor x = random.normal(4, 5);
        Tensor w = random.normal(3, 5);
        Tensor bias = random.normal(1, 3);
        Tensor dg = random.normal(4, 3);
        Tensor u = k.zeros(4, 3);
        Tensor g = k.zeros(4, 3);
        DoubleSupplier loss = () -> {
            k.linearGelu(x, w, bias, u, g);
            return dot(g, dg);
        };
        loss.getAsDouble();
        Gradients d = new Gradients(x, w, bias);
        Tensor du = k.zeros(4, 3);
        k.copy(dg, du);
        k.geluBackward(du, u, d.of(2));
        k.productBackward(du, x, w, d.fresh(0), d.of(1));
        d.check(loss);
    }

    @Test
    void gelu() {
        Tensor u = random.normal(4, 5, 0, 2);
        Tensor bias = random.normal(1, 5);
        Tensor dg = random.normal(4, 5);
        Tensor sum = k.zeros(4, 5);
        Tensor g = k.zeros(4, 5);
        DoubleSupplier loss = () -> {
            k.copy(u, sum);
            k.biasGelu(sum, bias, g);
            return dot(g, dg);
        };
        loss.getAsDouble();
        Gradients d = new Gradients(u, bias);
        k.copy(dg, d.fresh(0));
        k.geluBackward(d.fresh(0), sum, d.of(1));
        d.check(loss);
    }

    @Test
    void swiglu() {
        Tensor u = random.normal(4, 10, 0, 2);
        Tensor bias = random.normal(1, 10);
        Tensor dh = random.normal(4, 5);
        Tensor sum = k.zeros(4, 10);
        Tensor h = k.zeros(4, 5);
        DoubleSupplier loss = () -> {
            k.copy(u, sum);
            k.biasSwiglu(sum, bias, h);
            return dot(h, dh);
        };
        loss.getAsDouble();
        Gradients d = new Gradients(u, bias);
        k.swigluBackward(dh, sum, d.fresh(0), d.of(1));
        d.check(loss);
    }

    @Test
    void residual() {
        Tensor x = random.normal(4, 5);
        Tensor branch = random.normal(4, 5);
        Tensor bias = random.normal(1, 5);
        Tensor gamma = random.normal(1, 5);
        Tensor dout = random.normal(4, 5);
        Tensor y = k.zeros(4, 5);
        Tensor out = k.zeros(4, 5);
        DoubleSupplier loss = () -> {
            k.copy(branch, y);
            k.residual(x, y, bias, gamma, 1.7, out);
            return dot(out, dout);
        };
        loss.getAsDouble();
        Gradients d = new Gradients(branch, gamma, bias);
        k.residualBackward(dout, y, gamma, 1.7, d.fresh(0), d.of(1), d.of(2));
        d.check(loss);
    }

    @Test
    void tokens() {
        int crops = 2;
        int sequences = 3;
        int patches = 4;
        Tensor mask = random.flags(crops * sequences * patches);
        Tensor[] in = {
            random.normal(crops * sequences * patches, 5),
            random.normal(1, 5),
            random.normal(1, 5),
            random.normal(2, 5),
            random.normal(1 + patches, 5),
            random.normal(sequences, 5)
        };
        Tensor dout = random.normal(crops * (1 + 2 + sequences * patches), 5);
        Tensor out = k.zeros(dout.rows(), 5);
        Gradients d = new Gradients(in);
        k.embedTokensBackward(dout, mask, d.fresh(0), d.of(1), d.of(2), d.of(3), d.of(4), d.of(5));
        d.check(() -> {
            k.embedTokens(in[0], mask, in[1], in[2], in[3], in[4], in[5], out);
            return dot(out, dout);
        });
    }

    @Test
    void l2Normalize() {
        Tensor x = random.normal(4, 5);
        Tensor dy = random.normal(4, 5);
        Tensor y = k.zeros(4, 5);
        Tensor norms = k.zeros(4, 1);
        DoubleSupplier loss = () -> {
            k.l2Normalize(x, 1e-12, y, norms);
            return dot(y, dy);
        };
        loss.getAsDouble();
        Gradients d = new Gradients(x);
        k.l2NormalizeBackward(dy, y, norms, d.fresh(0));
        d.check(loss);
    }

    @Test
    void weightNorm() {
        Tensor v = random.normal(4, 5);
        Tensor g = random.normal(4, 1);
        Tensor dw = random.normal(4, 5);
        Tensor w = k.zeros(4, 5);
        Gradients d = new Gradients(v, g);
        k.weightNormBackward(dw, v, g, d.of(0), d.of(1));
        d.check(() -> {
            k.weightNorm(v, g, w);
            return dot(w, dw);
        });
    }

    @Test
    void crossEntropy() {
        Tensor z = random.normal(4, 5);
        Tensor targets = random.positive(3, 5);
        Tensor targetRow = k.indices(2, 0, 0, 1);
        Tensor weight = k.numbers(1, 0.3, 0, 2);
        Gradients d = new Gradients(z);
        k.crossEntropy(z, targets, targetRow, weight, 0.7, d.of(0), k.numbers(0));
        d.check(() -> {
            Tensor loss = k.numbers(0);
            k.crossEntropy(z, targets, targetRow, weight, 0.7, k.zeros(4, 5), loss);
            return loss.get(0);
        });
    }

    @Test
    void koleo() {
        Tensor x = random.normal(8, 5);
        Gradients d = new Gradients(x);
        k.koleo(x, 2, 0.3, d.fresh(0), k.numbers(0));
        d.check(() -> {
            Tensor loss = k.numbers(0);
            k.koleo(x, 2, 0.3, k.zeros(8, 5), loss);
            return 0.3 * loss.get(0);
        });
    }

    @Test
    void channelSum() {
        Tensor w = random.normal(2, 3 * 4);
        Tensor dsum = random.normal(2, 4);
        Tensor sum = k.zeros(2, 4);
        Gradients d = new Gradients(w);
        k.spreadChannels(dsum, 3, d.of(0));
        d.check(() -> {
            k.sumChannels(w, 3, sum);
            return dot(sum, dsum);
        });
    }

    private static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.length(); i++) {
            sum += a.get(i) * b.get(i);
        }
        return sum;
    }

    /** Gradients of some inputs: those an operation adds to start at 1, those it overwrites at NaN. */
    private final class Gradients {

        private final Tensor[] inputs;
        private final Tensor[] gradients;
        private final double[] start;

        Gradients(Tensor... inputs) {
            this.inputs = inputs;
            this.gradients = new Tensor[inputs.length];
            this.start = new double[inputs.length];
        }

        Tensor of(int input) {
            return from(input, 1);
        }

        Tensor fresh(int input) {
            return from(input, 0);
        }

        private Tensor from(int input, double value) {
            if (gradients[input] == null) {
                gradients[input] = k.zeros(inputs[input].rows(), inputs[input].cols());
                start[input] = value;
                k.fill(gradients[input], value == 0 ? Double.NaN : value);
            }
            return gradients[input];
        }

        void check(DoubleSupplier loss) {
            for (int i = 0; i < inputs.length; i++) {
                double[] numeric = new double[(int) inputs[i].length()];
                for (int j = 0; j < numeric.length; j++) {
                    numeric[j] = start[i] + slope(inputs[i], j, loss);
                }
                RandomTensors.assertClose("gradient of input " + i, gradients[i].toDoubles(), numeric, TOLERANCE);
            }
        }

        private double slope(Tensor input, int element, DoubleSupplier loss) {
            double value = input.get(element);
            input.set(element, value + STEP);
            double above = loss.getAsDouble();
            input.set(element, value - STEP);
            double below = loss.getAsDouble();
            input.set(element, value);
            return (above - below) / (2 * STEP);
        }
    }
}
