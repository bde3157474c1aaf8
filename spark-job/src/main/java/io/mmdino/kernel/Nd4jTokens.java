package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** {@link Tokens} by ND4J. */
final class Nd4jTokens implements Tokens {

    @Override
    public void patches(Tensor images, int side, int patch, Tensor out) {
        int grid = side / patch;
        int count = images.rows();
        scoped(() -> out.array()
                .reshape(count, grid, grid, patch, patch)
                .assign(images.array().reshape(count, grid, patch, grid, patch).permute(0, 1, 3, 2, 4)));
    }

    @Override
    public void sumChannels(Tensor w, int channels, Tensor sum) {
        scoped(() -> sum.array()
                .assign(w.array().reshape(sum.rows(), channels, sum.cols()).sum(1)));
    }

    @Override
    public void spreadChannels(Tensor dsum, int channels, Tensor dw) {
        scoped(() -> dw.array()
                .reshape(dsum.rows(), channels, dsum.cols())
                .addi(dsum.array().reshape(dsum.rows(), 1, dsum.cols())));
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
        int width = out.cols();
        scoped(() -> {
            INDArray tokens = patches.array().dup();
            if (mask.rows() > 0) {
                INDArray hidden = hidden(mask, patches.type());
                tokens.muli(hidden.rsub(1)).addi(hidden.mul(maskToken.array()));
            }
            tokens.reshape(grid.crops(), grid.sequences(), grid.patches(), width)
                    .addi(patchPositions(grid, pos))
                    .addi(sequence.array().reshape(1, grid.sequences(), 1, width));
            part(grid, out, 1 + grid.registers(), grid.tokens())
                    .assign(tokens.reshape(grid.crops(), grid.sequences() * grid.patches(), width));
            part(grid, out, 0, 1)
                    .assign(0)
                    .addi(cls.array().add(pos.rows(0, 1).array()).reshape(1, 1, width));
            if (grid.registers() > 0) {
                part(grid, out, 1, 1 + grid.registers())
                        .assign(0)
                        .addi(registers.array().reshape(1, grid.registers(), width));
            }
        });
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
        int width = dout.cols();
        scoped(() -> {
            INDArray first = part(grid, dout, 0, 1).sum(0);
            dcls.array().addi(first.reshape(1, width));
            dpos.rows(0, 1).array().addi(first.reshape(1, width));
            if (grid.registers() > 0) {
                dregisters
                        .array()
                        .addi(part(grid, dout, 1, 1 + grid.registers()).sum(0));
            }
            INDArray tokens =
                    part(grid, dout, 1 + grid.registers(), grid.tokens()).dup('c');
            INDArray four = tokens.reshape(grid.crops(), grid.sequences(), grid.patches(), width);
            dpos.rows(1, dpos.rows()).array().addi(four.sum(0, 1));
            dsequence.array().addi(four.sum(0, 2));
            dpatches.array().assign(tokens.reshape(dpatches.rows(), width));
            if (mask.rows() > 0) {
                INDArray hidden = hidden(mask, dout.type());
                dmaskToken.array().addi(dpatches.array().mul(hidden).sum(true, 0));
                dpatches.array().muli(hidden.rsub(1));
            }
        });
    }

    /** Tokens {@code from} (inclusive) to {@code to} (exclusive) of every crop: a view [S, to - from, D]. */
    private static INDArray part(TokenGrid grid, Tensor tokens, int from, int to) {
        INDArrayIndex all = NDArrayIndex.all();
        return tokens.array()
                .reshape(grid.crops(), grid.tokens(), tokens.cols())
                .get(all, NDArrayIndex.interval(from, to), all);
    }

    /** The position embeddings of patches, without that of the cls token: a view [1, 1, n, D]. */
    private static INDArray patchPositions(TokenGrid grid, Tensor pos) {
        return pos.rows(1, pos.rows()).array().reshape(1, 1, grid.patches(), pos.cols());
    }

    /** 1 where masked, else 0: [S*M*n, 1]. */
    private static INDArray hidden(Tensor mask, Tensor.Type type) {
        return mask.array().castTo(Nd4jMemory.dataType(type));
    }
}
