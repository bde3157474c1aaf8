package io.mmdino.kernel;

/**
 * The arithmetic of MM-DINOv2, one operation a method, each beside its backward twin. Implementations: {@link
 * VectorKernels}, {@link ScalarKernels} (the judge), {@link Nd4jKernels}. They hold no state: every lane may share one.
 *
 * <p>Letters: R = rows, D = width, S = crops, M = sequences, n = patches per sequence, N = tokens per crop, H = heads,
 * K = prototypes. All tensors are row-major. An output is overwritten unless its text says "adds to"; gradients of
 * parameters are always added to, summed over rows and never averaged. Shapes that do not fit throw
 * IllegalArgumentException.
 */
public interface Kernels {

    /** The name users select it by: {@code vector}, {@code scalar} or {@code nd4j}. */
    String name();

    /** The element type it computes in. */
    Tensor.Type type();

    default Tensor zeros(int rows, int cols) {
        return Tensor.zeros(type(), rows, cols);
    }

    /** {@code c = alpha * op(a) op(b) + beta * c}, op transposes where asked. c [m, n]. */
    void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c);

    void fill(Tensor y, double value);

    void copy(Tensor source, Tensor target);

    /** {@code y += a * x}. */
    void axpy(double a, Tensor x, Tensor y);

    /** {@code y *= a}. */
    void scale(double a, Tensor y);

    /** {@code y = momentum * y + (1 - momentum) * x}: the teacher's moving average. */
    void lerp(Tensor y, Tensor x, double momentum);

    double sumOfSquares(Tensor x);

    /** Every row of y [R, D] becomes {@code row} [1, D]: a bias before {@code gemm} with beta 1. */
    void fillRows(Tensor y, Tensor row);

    /** Adds the sum over the rows of x [R, D] to {@code sum} [1, D]. */
    void columnSum(Tensor x, Tensor sum);

    /** {@code y[i] = x[rows[i]]}. */
    void gatherRows(Tensor x, int[] rows, Tensor y);

    /** {@code y[rows[i]] = x[i]}; other rows stay. */
    void scatterRows(Tensor x, int[] rows, Tensor y);

    /** {@code y[rows[i]] += x[i]}; an index may occur more than once. */
    void scatterAddRows(Tensor x, int[] rows, Tensor y);

    /**
     * Row normalisation {@code y = gamma * (x - mean) / sqrt(var + epsilon) + beta}, biased variance from centred
     * values.
     *
     * @param stats mean and 1/sigma of each row, [R, 2]
     */
    void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats);

    /** Adds to dx, dgamma and dbeta. */
    void layerNormBackward(Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta);

    /**
     * Multi-head self-attention inside each crop, scale {@code 1/sqrt(D/H)}.
     *
     * @param qkv [S*N, 3D]: queries, keys, values, each of H heads side by side
     * @param probabilities [S*H*N, N] when backward follows, or any [N, N] as scratch when it does not
     * @param out [S*N, D]
     */
    void attention(Tensor qkv, int tokens, int heads, Tensor probabilities, Tensor out);

    /**
     * Overwrites dqkv.
     *
     * @param scratch [N, N]
     */
    void attentionBackward(
            Tensor dout, Tensor qkv, Tensor probabilities, int tokens, int heads, Tensor scratch, Tensor dqkv);

    /** {@code u += bias; g = u * Phi(u)} with the exact (erf) normal distribution function. u, g [R, D]. */
    void biasGelu(Tensor u, Tensor bias, Tensor g);

    /** dg becomes du in place; adds to dbias. u as {@link #biasGelu} left it. */
    void geluBackward(Tensor dg, Tensor u, Tensor dbias);

    /** {@code u += bias; h = silu(u[:, :D]) * u[:, D:]}. u [R, 2D], h [R, D]. */
    void biasSwiglu(Tensor u, Tensor bias, Tensor h);

    /** Overwrites du [R, 2D]; adds to dbias [1, 2D]. */
    void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias);

    /** {@code y += bias; out = x + scale * gamma * y}: bias, LayerScale, stochastic depth and residual in one pass. */
    void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out);

    /** {@code dy = scale * gamma * dout}; adds to dgamma and dbias. y as {@link #residual} left it; dx is dout. */
    void residualBackward(Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias);

    /** Cuts square images [S*M, side*side] into patches [S*M*n, patch*patch], row by row. */
    void patches(Tensor images, int side, int patch, Tensor out);

    /** Sums w [D, channels*P] over its channels into {@code sum} [D, P]: grey input repeated on every channel. */
    void sumChannels(Tensor w, int channels, Tensor sum);

    /** Adds dsum [D, P] to every channel of dw [D, channels*P]. */
    void spreadChannels(Tensor dsum, int channels, Tensor dw);

    /**
     * Token sequences from embedded patches: {@code out[s] = [cls + pos[0], registers, patches of sequence 1, ...]},
     * where patch j of sequence m is {@code (mask ? maskToken : patch) + pos[1 + j] + sequence[m]}.
     *
     * @param patches [S*M*n, D]
     * @param mask S*M*n flags, or empty for no mask
     * @param maskToken [1, D]
     * @param cls [1, D]
     * @param registers [r, D]; r may be 0, then any tensor with 0 rows
     * @param pos [1 + n, D]
     * @param sequence [M, D], in the order of the input
     * @param out [S*(1 + r + M*n), D]
     */
    void embedTokens(
            Tensor patches,
            boolean[] mask,
            Tensor maskToken,
            Tensor cls,
            Tensor registers,
            Tensor pos,
            Tensor sequence,
            Tensor out);

    /** Overwrites dpatches (zero where masked); adds to the other gradients. */
    void embedTokensBackward(
            Tensor dout,
            boolean[] mask,
            Tensor dpatches,
            Tensor dmaskToken,
            Tensor dcls,
            Tensor dregisters,
            Tensor dpos,
            Tensor dsequence);

    /** {@code y = x / max(|x|, epsilon)} for each row; {@code norms} [R, 1] receives {@code max(|x|, epsilon)}. */
    void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms);

    /** Overwrites dx: {@code (dy - y (y . dy)) / norm}. */
    void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx);

    /** {@code w = g * v / |v|} for each row. v, w [K, D]; g [K, 1]. */
    void weightNorm(Tensor v, Tensor g, Tensor w);

    /** Adds to dv and dg. */
    void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg);

    /** {@code out = softmax((z - centre) / temperature)} for each row. z, out [R, K]; centre [1, K]. */
    void centredSoftmax(Tensor z, Tensor centre, double temperature, Tensor out);

    /**
     * Soft-target cross entropy: the sum over rows of {@code -weight[r] * sum_k t[k] * logSoftmax(z[r]/temperature)[k]}
     * with {@code t = targets[targetRow[r]]}, which need not sum to 1. Rows with weight 0 cost nothing.
     *
     * @param z [R, K]
     * @param targets [T, K]
     * @param dz adds the gradient, [R, K]
     * @return the summed loss
     */
    double crossEntropy(Tensor z, Tensor targets, int[] targetRow, double[] weight, double temperature, Tensor dz);

    /** One AdamW update of p from g and its moments, all of one shape. */
    void adamw(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step);

    /**
     * One AdamW step's numbers, in torch's order: {@code p *= 1 - lr*decay}; moments; {@code p -= lr/bias1 * m /
     * (sqrt(v/bias2) + epsilon)}.
     *
     * @param gradientScale factor on g before anything else: the clipping of the gradient norm
     * @param bias1 {@code 1 - beta1^t}
     * @param bias2 {@code 1 - beta2^t}
     */
    record AdamStep(
            double lr,
            double weightDecay,
            double beta1,
            double beta2,
            double epsilon,
            double bias1,
            double bias2,
            double gradientScale) {}
}
