package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

/** {@link Tokens}: rows are copied as bytes and added with the Vector API. */
final class VectorTokens implements Tokens {

    private final Tokens narrow = new ScalarTokens();
    private final Elementwise elementwise = new VectorElementwise();

    @Override
    public void patches(Tensor images, int side, int patch, Tensor out) {
        int grid = side / patch;
        int size = patch * Float.BYTES;
        for (int i = 0; i < out.rows(); i++) {
            int top = (i / grid)
                    * patch; // lines from the first line of the first image; an image is a whole number of lines
            int left = i % grid * size;
            for (int line = 0; line < patch; line++) {
                int from = (top + line) * side * Float.BYTES + left;
                out.bytes().put((i * patch + line) * size, images.bytes(), from, size);
            }
        }
    }

    @Override
    public void sumChannels(Tensor w, int channels, Tensor sum) {
        if (Span.tooNarrow(sum.cols())) {
            narrow.sumChannels(w, channels, sum);
            return;
        }
        elementwise.fill(sum, 0);
        Span span = Span.of(sum.cols());
        for (int i = 0; i < sum.rows() * channels; i++) {
            VectorRowwise.addRow(span, w.bytes(), i * sum.cols(), sum.bytes(), i / channels * sum.cols());
        }
    }

    @Override
    public void spreadChannels(Tensor dsum, int channels, Tensor dw) {
        if (Span.tooNarrow(dsum.cols())) {
            narrow.spreadChannels(dsum, channels, dw);
            return;
        }
        Span span = Span.of(dsum.cols());
        for (int i = 0; i < dsum.rows() * channels; i++) {
            VectorRowwise.addRow(span, dsum.bytes(), i / channels * dsum.cols(), dw.bytes(), i * dsum.cols());
        }
    }

    @Override
    public void embedTokens(
            Tensor patches,
            Tensor mask,
            Tensor maskToken,
            Tensor cls,
            Tensor registers,
            Tensor pos,
            Tensor sequence,
            Tensor out) {
        if (Span.tooNarrow(out.cols())) {
            narrow.embedTokens(patches, mask, maskToken, cls, registers, pos, sequence, out);
            return;
        }
        TokenGrid grid = TokenGrid.of(patches, registers, pos, sequence);
        Span span = Span.of(out.cols());
        for (int s = 0; s < grid.crops(); s++) {
            VectorRowwise.copyRow(cls, 0, out, grid.cls(s));
            addRow(span, pos, 0, out, grid.cls(s));
            for (int i = 0; i < grid.registers(); i++) {
                VectorRowwise.copyRow(registers, i, out, grid.cls(s) + 1 + i);
            }
            for (int m = 0; m < grid.sequences(); m++) {
                for (int j = 0; j < grid.patches(); j++) {
                    int patch = grid.patch(s, m, j);
                    int token = grid.token(s, m, j);
                    boolean hidden = Rows.flag(mask, patch);
                    VectorRowwise.copyRow(hidden ? maskToken : patches, hidden ? 0 : patch, out, token);
                    addRows(span, pos, 1 + j, sequence, m, out, token);
                }
            }
        }
    }

    @Override
    public void embedTokensBackward(
            Tensor dout,
            Tensor mask,
            Tensor dpatches,
            Tensor dmaskToken,
            Tensor dcls,
            Tensor dregisters,
            Tensor dpos,
            Tensor dsequence) {
        if (Span.tooNarrow(dout.cols())) {
            narrow.embedTokensBackward(dout, mask, dpatches, dmaskToken, dcls, dregisters, dpos, dsequence);
            return;
        }
        TokenGrid grid = TokenGrid.of(dpatches, dregisters, dpos, dsequence);
        Span span = Span.of(dout.cols());
        elementwise.fill(dpatches, 0);
        for (int s = 0; s < grid.crops(); s++) {
            addRow(span, dout, grid.cls(s), dcls, 0);
            addRow(span, dout, grid.cls(s), dpos, 0);
            for (int i = 0; i < grid.registers(); i++) {
                addRow(span, dout, grid.cls(s) + 1 + i, dregisters, i);
            }
            for (int m = 0; m < grid.sequences(); m++) {
                for (int j = 0; j < grid.patches(); j++) {
                    int patch = grid.patch(s, m, j);
                    int token = grid.token(s, m, j);
                    addRow(span, dout, token, dpos, 1 + j);
                    addRow(span, dout, token, dsequence, m);
                    if (Rows.flag(mask, patch)) {
                        addRow(span, dout, token, dmaskToken, 0);
                    } else {
                        VectorRowwise.copyRow(dout, token, dpatches, patch);
                    }
                }
            }
        }
    }

    /** Adds a row of x to row {@code target} of {@code sum}. */
    private static void addRow(Span span, Tensor x, int row, Tensor sum, int target) {
        VectorRowwise.addRow(span, x.bytes(), row * x.cols(), sum.bytes(), target * sum.cols());
    }

    /** Adds a row of a and a row of b to row {@code target} of {@code sum}. */
    private static void addRows(Span span, Tensor a, int rowA, Tensor b, int rowB, Tensor sum, int target) {
        int i = rowA * sum.cols();
        int l = rowB * sum.cols();
        int t = target * sum.cols();
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.add(load(a.bytes(), i + k).add(load(b.bytes(), l + k)), sum.bytes(), t + k, k == j);
        }
    }
}
