package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.Optional;

/**
 * Multi-modal patch embedding: every sequence of a crop goes through one shared patch embedding and gets its own
 * direction added, then all patches stand in one token sequence behind one cls token.
 *
 * <p>Letters: S = crops, M = sequences, P = patch side, n = patches per sequence, g*g = stored positions, D = width, N =
 * tokens per crop. The grey channel stands for all three channels of DINOv2's convolution, so the kernel is summed over
 * them. Source: MM-DINOv2, arXiv:2509.06617, section 2.1.
 */
final class MultiModalEmbedding {

    private static final int CHANNELS = 3;
    private static final double NORM_EPSILON = 1e-12;

    private final VitSettings settings;
    private final Parameter cls;
    private final Parameter position;
    private final Optional<Parameter> registers;
    private final Parameter maskToken;
    private final Parameter weight;
    private final Parameter bias;
    private final Parameter sequenceEmbedding;

    MultiModalEmbedding(ParameterLayout.Builder layout, String prefix, VitSettings settings) {
        this.settings = settings;
        int width = settings.width();
        int stored = settings.storedGrid();
        cls = layout.add(prefix + "cls_token", 1, 1, width);
        position = layout.add(prefix + "pos_embed", 1, 1 + stored * stored, width);
        registers = settings.registers() == 0
                ? Optional.empty()
                : Optional.of(layout.add(prefix + "register_tokens", 1, settings.registers(), width));
        maskToken = layout.add(prefix + "mask_token", 1, width);
        weight = layout.add(prefix + "patch_embed.proj.weight", width, CHANNELS, settings.patch(), settings.patch());
        bias = layout.add(prefix + "patch_embed.proj.bias", width);
        sequenceEmbedding = layout.add(
                prefix + "mri_seq_embed.weight", settings.embeddingRows().size(), width);
    }

    /**
     * What depends on the weights and the image side alone, computed once and shared by all lanes.
     *
     * @param interpolation [n, g*g], or empty where the stored grid is the image's
     * @param kernel patch embedding summed over channels, [D, P*P]
     * @param position cls's row, then one for each patch, [1 + n, D]
     * @param sequence unit vectors in the order of the input, [M, D]
     * @param norms lengths before scaling, [M, 1]
     */
    record Prepared(
            int side, Optional<Tensor> interpolation, Tensor kernel, Tensor position, Tensor sequence, Tensor norms) {}

    /** Gradients with respect to {@link Prepared}, one set a lane: kernel, position, sequence. */
    record PreparedGradients(Tensor kernel, Tensor position, Tensor sequence) {}

    /**
     * @param columns the images' patches, [S*M*n, P*P]
     * @param tokens [S*N, D]
     */
    record State(Tensor columns, boolean[] mask, Tensor tokens) {}

    Prepared prepare(Pass pass, int side) {
        Kernels k = pass.kernels();
        int width = settings.width();
        Tensor kernel = pass.take(width, settings.patch() * settings.patch());
        k.sumChannels(pass.value(weight), CHANNELS, kernel);
        Tensor chosen = pass.take(settings.sequences().size(), width);
        k.gatherRows(pass.value(sequenceEmbedding), settings.embeddingRowOfSequence(), chosen);
        Tensor unit = pass.take(chosen.rows(), width);
        Tensor norms = pass.take(chosen.rows(), 1);
        k.l2Normalize(chosen, NORM_EPSILON, unit, norms);
        Optional<Tensor> interpolation = interpolation(pass, settings.grid(side));
        return new Prepared(side, interpolation, kernel, resized(pass, interpolation, side), unit, norms);
    }

    private Optional<Tensor> interpolation(Pass pass, int grid) {
        int stored = settings.storedGrid();
        if (grid == stored) {
            return Optional.empty();
        }
        return Optional.of(
                pass.take(grid * grid, stored * stored).copyFrom(PositionInterpolation.matrix(stored, grid)));
    }

    private Tensor resized(Pass pass, Optional<Tensor> interpolation, int side) {
        Tensor stored = pass.value(position);
        if (interpolation.isEmpty()) {
            return stored;
        }
        int patches = settings.patches(side);
        Tensor resized = pass.take(1 + patches, settings.width());
        pass.kernels().copy(stored.rows(0, 1), resized.rows(0, 1));
        pass.kernels()
                .gemm(
                        false,
                        false,
                        1,
                        interpolation.get(),
                        stored.rows(1, stored.rows()),
                        0,
                        resized.rows(1, 1 + patches));
        return resized;
    }

    /**
     * @param images [S*M, side*side]
     * @param mask S*M*n flags: these patches become the mask token; empty for none
     */
    State forward(Pass pass, Prepared prepared, Tensor images, boolean[] mask) {
        Kernels k = pass.kernels();
        int patches = settings.patches(prepared.side());
        int crops = images.rows() / settings.sequences().size();
        Tensor columns = pass.take(images.rows() * patches, settings.patch() * settings.patch());
        k.patches(images, prepared.side(), settings.patch(), columns);
        Tensor embedded = pass.take(columns.rows(), settings.width());
        k.fillRows(embedded, pass.value(bias));
        k.gemm(false, true, 1, columns, prepared.kernel(), 1, embedded);
        Tensor tokens = pass.take(crops * settings.tokens(prepared.side()), settings.width());
        k.embedTokens(
                embedded,
                mask,
                pass.value(maskToken),
                pass.value(cls),
                registers.map(pass::value).orElseGet(() -> pass.take(0, settings.width())),
                prepared.position(),
                prepared.sequence(),
                tokens);
        return new State(columns, mask, tokens);
    }

    PreparedGradients gradients(Pass pass, Prepared prepared) {
        return new PreparedGradients(
                pass.takeZeroed(prepared.kernel().rows(), prepared.kernel().cols()),
                pass.takeZeroed(prepared.position().rows(), settings.width()),
                pass.takeZeroed(prepared.sequence().rows(), settings.width()));
    }

    /** Adds to the lane's gradients from dtokens [S*N, D]. */
    void backward(Pass pass, PreparedGradients sums, State state, Tensor dtokens) {
        Kernels k = pass.kernels();
        var mark = pass.workspace().mark();
        Tensor dembedded = pass.take(state.columns().rows(), settings.width());
        k.embedTokensBackward(
                dtokens,
                state.mask(),
                dembedded,
                pass.gradient(maskToken),
                pass.gradient(cls),
                registers.map(pass::gradient).orElseGet(() -> pass.take(0, settings.width())),
                sums.position(),
                sums.sequence());
        k.columnSum(dembedded, pass.gradient(bias));
        k.gemm(true, false, 1, dembedded, state.columns(), 1, sums.kernel());
        pass.workspace().release(mark);
    }

    /** Carries a lane's sums on to the parameters, once, after its last {@link #backward}. */
    void finish(Pass pass, Prepared prepared, PreparedGradients sums) {
        Kernels k = pass.kernels();
        k.spreadChannels(sums.kernel(), CHANNELS, pass.gradient(weight));
        Tensor dsequence = pass.take(sums.sequence().rows(), settings.width());
        k.l2NormalizeBackward(sums.sequence(), prepared.sequence(), prepared.norms(), dsequence);
        k.scatterAddRows(dsequence, settings.embeddingRowOfSequence(), pass.gradient(sequenceEmbedding));
        finishPosition(pass, prepared, sums);
    }

    private void finishPosition(Pass pass, Prepared prepared, PreparedGradients sums) {
        Kernels k = pass.kernels();
        Tensor target = pass.gradient(position);
        if (prepared.interpolation().isEmpty()) {
            k.axpy(1, sums.position(), target);
            return;
        }
        k.axpy(1, sums.position().rows(0, 1), target.rows(0, 1));
        k.gemm(
                true,
                false,
                1,
                prepared.interpolation().get(),
                sums.position().rows(1, sums.position().rows()),
                1,
                target.rows(1, target.rows()));
    }
}
