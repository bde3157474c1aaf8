package io.mmdino.kernel;

/**
 * The checks of types and shapes for the operations of {@link Kernels}. A tensor that does not fit is refused with an
 * IllegalArgumentException that names it, its shape and the wanted one.
 *
 * @param type the type that every tensor must have
 */
record Shapes(Tensor.Type type) {

    void gemm(boolean transposeA, boolean transposeB, Tensor a, Tensor b, Tensor c) {
        int inner = transposeA ? a.rows() : a.cols();
        is("a", a, transposeA ? inner : c.rows(), transposeA ? c.rows() : inner);
        is("b", b, transposeB ? c.cols() : inner, transposeB ? inner : c.cols());
        is("c", c, c.rows(), c.cols());
    }

    /** A linear layer's x [R, I], w [O, I] and y [R, O], or the gradient of y. */
    void product(Tensor x, Tensor w, Tensor y) {
        any("x", x);
        is("w", w, w.rows(), x.cols());
        is("y", y, x.rows(), w.rows());
    }

    void any(String name, Tensor t) {
        is(name, t, t.rows(), t.cols());
    }

    void same(String nameX, Tensor x, String nameY, Tensor y) {
        any(nameX, x);
        is(nameY, y, x.rows(), x.cols());
    }

    void row(String name, Tensor row, Tensor x) {
        is(name, row, 1, x.cols());
    }

    /** Rows of one tensor by index: {@code many} [any, D], {@code few} [rows.length, D]. */
    void indexed(Tensor many, int[] rows, Tensor few) {
        any("the indexed tensor", many);
        is("the tensor with a row for each index", few, rows.length, many.cols());
        indices(rows, many.rows());
    }

    private static void indices(int[] rows, int limit) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || rows[i] >= limit) {
                throw new IllegalArgumentException(
                        "row index " + rows[i] + " at " + i + ", wanted 0 to " + (limit - 1));
            }
        }
    }

    void layerNorm(Tensor x, Tensor gamma, Tensor beta, Tensor y, Tensor stats) {
        same("x", x, "y", y);
        row("gamma", gamma, x);
        row("beta", beta, x);
        is("stats", stats, x.rows(), 2);
    }

    void layerNormBackward(Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta) {
        same("x", x, "dy", dy);
        layerNorm(x, gamma, dbeta, dx, stats);
        row("dgamma", dgamma, x);
    }

    void attention(Tensor qkv, int tokens, int heads, Tensor probabilities, Tensor out) {
        int width = qkv.cols() / 3;
        if (heads < 1 || width * 3 != qkv.cols() || width % heads != 0) {
            throw new IllegalArgumentException(
                    "qkv has width " + qkv.cols() + ", wanted 3 x D with D a multiple of " + heads + " heads");
        }
        if (tokens < 1 || qkv.rows() % tokens != 0) {
            throw new IllegalArgumentException(
                    "qkv has " + qkv.rows() + " rows, wanted a multiple of " + tokens + " tokens");
        }
        any("qkv", qkv);
        is("out", out, qkv.rows(), width);
        int crops = qkv.rows() / tokens;
        if (probabilities.rows() != tokens) {
            is("probabilities", probabilities, (long) crops * heads * tokens, tokens);
        }
        is("probabilities", probabilities, probabilities.rows(), tokens);
    }

    void attentionBackward(
            Tensor dout, Tensor qkv, Tensor probabilities, int tokens, int heads, Tensor scratch, Tensor dqkv) {
        attention(qkv, tokens, heads, probabilities, dout);
        is("probabilities", probabilities, (long) qkv.rows() / tokens * heads * tokens, tokens);
        is("scratch", scratch, tokens, tokens);
        is("dqkv", dqkv, qkv.rows(), qkv.cols());
    }

    /** An activation that makes {@code fold} columns of u into one of out: 1 for GELU, 2 for SwiGLU. */
    void activation(Tensor u, Tensor bias, Tensor out, int fold) {
        any("u", u);
        row("bias", bias, u);
        is("the activation", out, u.rows(), u.cols() / fold);
        if (u.cols() % fold != 0) {
            throw new IllegalArgumentException("u has width " + u.cols() + ", wanted a multiple of " + fold);
        }
    }

    void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, Tensor out) {
        same("x", x, "y", y);
        is("out", out, x.rows(), x.cols());
        row("bias", bias, x);
        row("gamma", gamma, x);
    }

    void patches(Tensor images, int side, int patch, Tensor out) {
        if (patch < 1 || side < patch || side % patch != 0) {
            throw new IllegalArgumentException(
                    "images of side " + side + " px, wanted a multiple of the patch, " + patch + " px");
        }
        int grid = side / patch;
        is("images", images, images.rows(), side * side);
        is("out", out, (long) images.rows() * grid * grid, patch * patch);
    }

    void channels(Tensor w, int channels, Tensor sum) {
        any("sum", sum);
        is("w", w, sum.rows(), channels * sum.cols());
    }

    /** Both directions: each argument is the tensor or its gradient. */
    void embedTokens(
            Tensor patches,
            boolean[] mask,
            Tensor maskToken,
            Tensor cls,
            Tensor registers,
            Tensor pos,
            Tensor sequence,
            Tensor out) {
        TokenGrid grid = TokenGrid.of(patches, registers, pos, sequence);
        any("patches", patches);
        row("maskToken", maskToken, patches);
        row("cls", cls, patches);
        is("pos", pos, 1 + grid.patches(), patches.cols());
        is("sequence", sequence, grid.sequences(), patches.cols());
        is("out", out, (long) grid.crops() * grid.tokens(), patches.cols());
        if (grid.registers() > 0) {
            is("registers", registers, grid.registers(), patches.cols());
        }
        if (mask.length != 0 && mask.length != patches.rows()) {
            throw new IllegalArgumentException("mask has " + mask.length + " flags, wanted none or one for each of the "
                    + patches.rows() + " patches");
        }
    }

    /** Tensors x and y [R, D] with a number for each row, [R, 1]. */
    void norms(Tensor x, Tensor y, Tensor norms) {
        same("x", x, "y", y);
        is("norms", norms, x.rows(), 1);
    }

    void centredSoftmax(Tensor z, Tensor centre, Tensor out) {
        same("z", z, "out", out);
        row("centre", centre, z);
    }

    void crossEntropy(Tensor z, Tensor targets, int[] targetRow, double[] weight, Tensor dz) {
        same("z", z, "dz", dz);
        is("targets", targets, targets.rows(), z.cols());
        if (targetRow.length != z.rows() || weight.length != z.rows()) {
            throw new IllegalArgumentException(targetRow.length + " target rows and " + weight.length
                    + " weights, wanted one of each for the " + z.rows() + " rows of z");
        }
        indices(targetRow, targets.rows());
    }

    void adamw(Tensor p, Tensor g, Tensor m, Tensor v) {
        same("p", p, "g", g);
        same("m", m, "v", v);
        is("m", m, p.rows(), p.cols());
    }

    private void is(String name, Tensor t, long rows, int cols) {
        if (t.type() != type) {
            throw new IllegalArgumentException(
                    name + " is " + t.type() + ", wanted " + type + ", the type these kernels compute in");
        }
        if (t.rows() != rows || t.cols() != cols) {
            throw new IllegalArgumentException(
                    name + " is [" + t.rows() + ", " + t.cols() + "], wanted [" + rows + ", " + cols + "]");
        }
    }
}
