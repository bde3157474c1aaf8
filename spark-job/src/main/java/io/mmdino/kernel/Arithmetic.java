package io.mmdino.kernel;

/**
 * One implementation of {@link Kernels}, theme by theme. Its parts may trust the shapes: {@link CheckedKernels} has
 * looked at them. Each method does what the method of the same name in {@link Kernels} says.
 */
record Arithmetic(
        Products products,
        Flat flat,
        Rowwise rowwise,
        Norms norms,
        Activations activations,
        Softmax softmax,
        Tokens tokens) {

    /** Matrix products. */
    interface Products {

        void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c);

        void attention(Tensor qkv, int tokens, int heads, Tensor probabilities, Tensor out);

        void attentionBackward(
                Tensor dout, Tensor qkv, Tensor probabilities, int tokens, int heads, Tensor scratch, Tensor dqkv);
    }

    /** What treats every element alike. */
    interface Flat {

        void fill(Tensor y, double value);

        void copy(Tensor source, Tensor target);

        void axpy(double a, Tensor x, Tensor y);

        void scale(double a, Tensor y);

        void lerp(Tensor y, Tensor x, double momentum);

        double sumOfSquares(Tensor x);

        void adamw(Tensor p, Tensor g, Tensor m, Tensor v, Kernels.AdamStep step);
    }

    /** Whole rows: moved, repeated, summed. */
    interface Rowwise {

        void fillRows(Tensor y, Tensor row);

        void columnSum(Tensor x, Tensor sum);

        void gatherRows(Tensor x, int[] rows, Tensor y);

        void scatterRows(Tensor x, int[] rows, Tensor y);

        void scatterAddRows(Tensor x, int[] rows, Tensor y);
    }

    /** Rows brought to a common size. */
    interface Norms {

        void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats);

        void layerNormBackward(Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta);

        void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms);

        void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx);

        void weightNorm(Tensor v, Tensor g, Tensor w);

        void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg);
    }

    /** Nonlinearities and the residual branch, each with its bias. */
    interface Activations {

        void biasGelu(Tensor u, Tensor bias, Tensor g);

        void geluBackward(Tensor dg, Tensor u, Tensor dbias);

        void biasSwiglu(Tensor u, Tensor bias, Tensor h);

        void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias);

        void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out);

        void residualBackward(
                Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias);
    }

    /** Targets and the loss on them. */
    interface Softmax {

        void centredSoftmax(Tensor z, Tensor centre, double temperature, Tensor out);

        double crossEntropy(Tensor z, Tensor targets, int[] targetRow, double[] weight, double temperature, Tensor dz);
    }

    /** From images to token sequences. */
    interface Tokens {

        void patches(Tensor images, int side, int patch, Tensor out);

        void sumChannels(Tensor w, int channels, Tensor sum);

        void spreadChannels(Tensor dsum, int channels, Tensor dw);

        void embedTokens(
                TokenGrid grid,
                Tensor patches,
                boolean[] mask,
                Tensor maskToken,
                Tensor cls,
                Tensor registers,
                Tensor pos,
                Tensor sequence,
                Tensor out);

        void embedTokensBackward(
                TokenGrid grid,
                Tensor dout,
                boolean[] mask,
                Tensor dpatches,
                Tensor dmaskToken,
                Tensor dcls,
                Tensor dregisters,
                Tensor dpos,
                Tensor dsequence);
    }
}
