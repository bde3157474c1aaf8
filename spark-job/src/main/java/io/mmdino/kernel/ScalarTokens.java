package io.mmdino.kernel;

/** {@link Tokens} in plain Java. */
final class ScalarTokens implements Tokens {

    @Override
    public void patches(Tensor images, int side, int patch, Tensor out) {
        int grid = side / patch;
        for (int i = 0; i < out.rows(); i++) {
            double[] image = Rows.row(images, i / (grid * grid));
            int top = i / grid % grid * patch;
            int left = i % grid * patch;
            double[] cut = new double[patch * patch];
            for (int j = 0; j < cut.length; j++) {
                cut[j] = image[(top + j / patch) * side + left + j % patch];
            }
            Rows.setRow(out, i, cut);
        }
    }

    @Override
    public void sumChannels(Tensor w, int channels, Tensor sum) {
        Tensor planes = w.reshape(sum.rows() * channels, sum.cols());
        for (int i = 0; i < sum.rows(); i++) {
            double[] total = new double[sum.cols()];
            for (int channel = 0; channel < channels; channel++) {
                Rows.add(Rows.row(planes, i * channels + channel), total);
            }
            Rows.setRow(sum, i, total);
        }
    }

    @Override
    public void spreadChannels(Tensor dsum, int channels, Tensor dw) {
        Tensor planes = dw.reshape(dsum.rows() * channels, dsum.cols());
        for (int i = 0; i < planes.rows(); i++) {
            Rows.addRow(planes, i, Rows.row(dsum, i / channels));
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
        TokenGrid grid = TokenGrid.of(patches, registers, pos, sequence);
        for (int s = 0; s < grid.crops(); s++) {
            Rows.setRow(out, grid.cls(s), Rows.row(cls, 0));
            Rows.addRow(out, grid.cls(s), Rows.row(pos, 0));
            for (int i = 0; i < grid.registers(); i++) {
                Rows.setRow(out, grid.cls(s) + 1 + i, Rows.row(registers, i));
            }
            for (int m = 0; m < grid.sequences(); m++) {
                for (int j = 0; j < grid.patches(); j++) {
                    int patch = grid.patch(s, m, j);
                    int token = grid.token(s, m, j);
                    Rows.setRow(out, token, Rows.flag(mask, patch) ? Rows.row(maskToken, 0) : Rows.row(patches, patch));
                    Rows.addRow(out, token, Rows.row(pos, 1 + j));
                    Rows.addRow(out, token, Rows.row(sequence, m));
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
        TokenGrid grid = TokenGrid.of(dpatches, dregisters, dpos, dsequence);
        for (int s = 0; s < grid.crops(); s++) {
            double[] first = Rows.row(dout, grid.cls(s));
            Rows.addRow(dcls, 0, first);
            Rows.addRow(dpos, 0, first);
            for (int i = 0; i < grid.registers(); i++) {
                Rows.addRow(dregisters, i, Rows.row(dout, grid.cls(s) + 1 + i));
            }
            for (int m = 0; m < grid.sequences(); m++) {
                for (int j = 0; j < grid.patches(); j++) {
                    double[] slope = Rows.row(dout, grid.token(s, m, j));
                    Rows.addRow(dpos, 1 + j, slope);
                    Rows.addRow(dsequence, m, slope);
                    patchBackward(mask, grid.patch(s, m, j), slope, dpatches, dmaskToken);
                }
            }
        }
    }

    private static void patchBackward(Tensor mask, int patch, double[] slope, Tensor dpatches, Tensor dmaskToken) {
        boolean hidden = Rows.flag(mask, patch);
        Rows.setRow(dpatches, patch, hidden ? new double[slope.length] : slope);
        if (hidden) {
            Rows.addRow(dmaskToken, 0, slope);
        }
    }
}
