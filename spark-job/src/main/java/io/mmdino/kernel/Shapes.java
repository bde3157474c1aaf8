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

    /** Rows of one tensor by index: {@code many} [any, D], {@code rows} [R, 1], {@code few} [R, D]. */
    void indexed(Tensor many, Tensor rows, Tensor few) {
        any("the indexed tensor", many);
        is("the tensor with a row for each index", few, rows.rows(), many.cols());
        indices("rows", rows, rows.rows(), many.rows());
    }

    /** Indices below {@code limit}, which only those in the host's memory are checked for. */
    private static void indices(String name, Tensor rows, int count, int limit) {
        is(name, rows, Tensor.Type.INT32, count, 1);
        for (int i = 0; i < count && rows.isOnHost(); i++) {
            int index = Rows.index(rows, i);
            if (index < 0 || index >= limit) {
                throw new IllegalArgumentException("row index " + index + " at " + i + ", wanted 0 to " + (limit - 1));
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

    /** Returns S. */
    int attention(Tensor qkv, AttentionState state, Tensor out) {
        int width = qkv.cols() / 3;
        int heads = state.heads();
        if (heads < 1 || width * 3 != qkv.cols() || width % heads != 0) {
            throw new IllegalArgumentException(
                    "qkv has width " + qkv.cols() + ", wanted 3 x D with D a multiple of " + heads + " heads");
        }
        if (state.tokens() < 1 || qkv.rows() % state.tokens() != 0) {
            throw new IllegalArgumentException(
                    "qkv has " + qkv.rows() + " rows, wanted a multiple of " + state.tokens() + " tokens");
        }
        any("qkv", qkv);
        is("out", out, qkv.rows(), width);
        return qkv.rows() / state.tokens();
    }

    void attentionState(AttentionState state, AttentionState.Sizes sizes) {
        is("what attention keeps", state.kept(), sizes.keptRows(), sizes.keptCols());
        is("scratch of attention", state.scratch(), sizes.scratchRows(), sizes.scratchCols());
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
            Tensor mask,
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
        if (mask.rows() != 0) {
            is("mask", mask, Tensor.Type.UINT8, patches.rows(), 1);
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

    void crossEntropy(Tensor z, Tensor targets, Tensor targetRow, Tensor weight, Tensor dz, Tensor loss) {
        same("z", z, "dz", dz);
        is("targets", targets, targets.rows(), z.cols());
        weighted(z, targetRow, weight, targets.rows());
        figure("loss", loss);
    }

    /** A chosen index below {@code limit} and a weight for each row of z. */
    private void weighted(Tensor z, Tensor chosen, Tensor weight, int limit) {
        indices("targetRow", chosen, z.rows(), limit);
        is("weight", weight, Tensor.Type.FLOAT64, z.rows(), 1);
    }

    private static void figure(String name, Tensor figure) {
        is(name, figure, Tensor.Type.FLOAT64, 1, 1);
    }

    void columnSums(Tensor z, Tensor sums) {
        if (z.type() != Tensor.Type.FLOAT64) {
            any("z", z);
        }
        is("sums", sums, Tensor.Type.FLOAT64, 1, z.cols() + 1);
    }

    void moveCentre(Tensor sums, Tensor centre) {
        is("centre", centre, 1, centre.cols());
        is("sums", sums, Tensor.Type.FLOAT64, 1, centre.cols() + 1);
    }

    void sinkhorn(Tensor z, Tensor q) {
        any("z", z);
        is("q", q, Tensor.Type.FLOAT64, z.rows(), z.cols());
    }

    void sinkhornRound(Tensor q, Tensor sums) {
        is("q", q, Tensor.Type.FLOAT64, q.rows(), q.cols());
        is("sums", sums, Tensor.Type.FLOAT64, 1, q.cols() + 1);
    }

    void koleo(Tensor x, int groups, Tensor dx, Tensor loss) {
        same("x", x, "dx", dx);
        figure("loss", loss);
        if (groups < 1 || x.rows() % groups != 0) {
            throw new IllegalArgumentException(
                    "x has " + x.rows() + " rows, wanted a multiple of " + groups + " groups");
        }
    }

    void figureOf(Tensor x, Tensor figure) {
        any("x", x);
        figure("figure", figure);
    }

    void correct(Tensor z, Tensor label, Tensor weight, Tensor figure) {
        any("z", z);
        weighted(z, label, weight, z.cols());
        figure("figure", figure);
    }

    /** A number that varies from step to step. */
    void number(String name, Tensor number) {
        figure(name, number);
    }

    /** The range of a flat vector that the segments of a part cover. */
    void range(String name, Tensor range, Segments part) {
        is(name, range, 1, part.count());
    }

    /** Sums of squares, one for each segment of the table. */
    void squares(String name, Tensor squares, Segments part) {
        is(name, squares, Tensor.Type.FLOAT64, 1, part.total());
    }

    /** Any tensor of float64, whatever type the kernels compute in. */
    void figures(Tensor figures) {
        is("figures", figures, Tensor.Type.FLOAT64, figures.rows(), figures.cols());
    }

    void adamw(Tensor p, Tensor g, Tensor m, Tensor v, Segments part, Elementwise.AdamStep step, Tensor squares) {
        range("p", p, part);
        range("g", g, part);
        range("m", m, part);
        range("v", v, part);
        squares("squares", squares, part);
        if (step.counts().size() != part.groups()) {
            throw new IllegalArgumentException("the step has counts of "
                    + step.counts().size() + " groups, wanted the " + part.groups() + " groups of the segments");
        }
    }

    private void is(String name, Tensor t, long rows, int cols) {
        if (t.type() != type) {
            throw new IllegalArgumentException(
                    name + " is " + t.type() + ", wanted " + type + ", the type these kernels compute in");
        }
        size(name, t, rows, cols);
    }

    private static void is(String name, Tensor t, Tensor.Type wanted, long rows, int cols) {
        if (t.type() != wanted) {
            throw new IllegalArgumentException(name + " is " + t.type() + ", wanted " + wanted);
        }
        size(name, t, rows, cols);
    }

    private static void size(String name, Tensor t, long rows, int cols) {
        if (t.rows() != rows || t.cols() != cols) {
            throw new IllegalArgumentException(
                    name + " is [" + t.rows() + ", " + t.cols() + "], wanted [" + rows + ", " + cols + "]");
        }
    }
}
