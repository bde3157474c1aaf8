package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.TokenGrid;
import io.mmdino.kernel.Tokens;

/** {@link Tokens} by tokens.cu. */
record CudaTokens(CudaDevice device) implements Tokens {

    @Override
    public void patches(Tensor images, int side, int patch, Tensor out) {
        device.lane()
                .launch("patches")
                .with(images)
                .with(side)
                .with(patch)
                .with(images.rows())
                .with(out)
                .overElements(images.length());
    }

    @Override
    public void sumChannels(Tensor w, int channels, Tensor sum) {
        device.lane()
                .launch("sum_channels")
                .with(w)
                .with(channels)
                .with(sum.cols())
                .with(sum)
                .with(sum.rows())
                .overElements(sum.length());
    }

    @Override
    public void spreadChannels(Tensor dsum, int channels, Tensor dw) {
        device.lane()
                .launch("spread_channels")
                .with(dsum)
                .with(channels)
                .with(dsum.cols())
                .with(dw)
                .with(dsum.rows())
                .overElements(dw.length());
    }

    private static KernelLaunch with(KernelLaunch launch, TokenGrid grid, int width) {
        return launch.withStruct(grid.crops(), grid.sequences(), grid.patches(), grid.registers(), width);
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
        KernelLaunch launch = device.lane()
                .launch("embed_tokens")
                .with(patches)
                .withOptional(mask)
                .with(maskToken)
                .with(cls)
                .with(registers)
                .with(pos)
                .with(sequence)
                .with(out);
        with(launch, TokenGrid.of(patches, registers, pos, sequence), out.cols())
                .overTable(out.rows(), out.cols());
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
        if (grid.crops() == 0) {
            return;
        }
        patches(grid, dout, mask, dpatches);
        places(grid, dout, dcls, dregisters, dpos);
        sums(grid, dout, mask, dsequence, dmaskToken);
    }

    private void patches(TokenGrid grid, Tensor dout, Tensor mask, Tensor dpatches) {
        KernelLaunch launch = device.lane()
                .launch("embed_patches_backward")
                .with(dout)
                .withOptional(mask)
                .with(dpatches);
        with(launch, grid, dout.cols()).overTable(dpatches.rows(), dout.cols());
    }

    private void places(TokenGrid grid, Tensor dout, Tensor dcls, Tensor dregisters, Tensor dpos) {
        KernelLaunch launch = device.lane()
                .launch("embed_places_backward")
                .with(dout)
                .with(dcls)
                .with(dregisters)
                .with(dpos);
        with(launch, grid, dout.cols()).overColumns(dout.cols(), 1 + grid.registers() + grid.patches());
    }

    /** The gradients that are sums over the patches of a sequence, and over the masked patches. */
    private void sums(TokenGrid grid, Tensor dout, Tensor mask, Tensor dsequence, Tensor dmaskToken) {
        int width = dout.cols();
        CudaLane lane = device.lane();
        PartialSums partial = PartialSums.ofParts(lane, grid.crops(), (grid.sequences() + 1) * width);
        KernelLaunch launch =
                lane.launch("embed_sums_backward").with(dout).withOptional(mask).with(partial.address());
        with(launch, grid, width).overColumns(width, grid.crops());
        partial.addTo(dsequence, 0);
        partial.addTo(dmaskToken, grid.sequences() * width);
    }
}
