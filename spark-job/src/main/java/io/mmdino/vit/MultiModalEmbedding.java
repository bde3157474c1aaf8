package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.Optional;

/**
 * Multi-modal patch embedding: all sequences of a crop share one patch embedding, each gets its own unit vector added, and
 * their patches form one token sequence behind one cls token.
 *
 * <p>In PyTorch, for images [S*M, 1, side, side], with {@code position} [1 + n, D] resized from pos_embed:
 *
 * <pre>{@code
 * x = F.conv2d(images.expand(-1, 3, -1, -1), weight, bias, stride=P).flatten(2).mT    # [S*M, n, D]
 * x = torch.where(mask.unsqueeze(-1), mask_token, x).view(S, M, n, D) + position[1:]
 * x = x + F.normalize(mri_seq_embed.weight[rows], dim=-1).unsqueeze(1)                 # [M, 1, D] added
 * cls = (cls_token + position[:1]).expand(S, 1, D)
 * tokens = torch.cat([cls, register_tokens.expand(S, -1, D), x.flatten(1, 2)], dim=1)  # [S, N, D]
 * }</pre>
 *
 * <p>The grey image stands for all three channels of DINOv2's convolution, so the kernel is summed over its channels and
 * applied once. Letters: S = crops, M = sequences, P = patch side, n = patches per sequence, g*g = stored positions, D =
 * width, N = tokens per crop. Source: MM-DINOv2, arXiv:2509.06617, section 2.1.
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
     * Values that depend on the weights and the image side only, computed once and shared by all lanes.
     *
     * @param side what depends on the image side only
     * @param kernel patch embedding summed over channels, [D, P*P]
     * @param position of the cls token, then of each patch, [1 + n, D]
     * @param sequence unit vectors in the order of the input's sequences, [M, D]
     * @param norms their lengths before normalisation, [M, 1]
     */
    record Prepared(Side side, Tensor kernel, Tensor position, Tensor sequence, Tensor norms) {}

    /**
     * Values that depend on the image side only.
     *
     * @param pixels side of the images
     * @param interpolation {@link PositionInterpolation}'s matrix, [n, g*g]; empty where the image's grid is the stored one
     * @param embeddingRows row of {@code mri_seq_embed} of each of the input's sequences, [M, 1] int32
     */
    record Side(int pixels, Optional<Tensor> interpolation, Tensor embeddingRows) {}

    Side side(Kernels kernels, int pixels) {
        int stored = settings.storedGrid();
        int grid = settings.grid(pixels);
        Optional<Tensor> interpolation = grid == stored
                ? Optional.empty()
                : Optional.of(kernels.put(
                        PositionInterpolation.matrix(stored, grid), kernels.zeros(grid * grid, stored * stored)));
        return new Side(pixels, interpolation, kernels.indices(settings.embeddingRowOfSequence()));
    }

    /** One lane's gradients with respect to the tensors of the same names in {@link Prepared}. */
    record PreparedGradients(Tensor kernel, Tensor position, Tensor sequence) {}

    /**
     * Result of forward, with what backward needs.
     *
     * @param columns pixels of the images' patches, [S*M*n, P*P]
     * @param mask the flags that forward got
     * @param tokens the result, [S*N, D]
     */
    record State(Tensor columns, Tensor mask, Tensor tokens) {}

    Prepared prepare(Pass pass, Side side) {
        Kernels k = pass.kernels();
        int width = settings.width();
        Tensor kernel = pass.take(width, settings.patch() * settings.patch());
        k.sumChannels(pass.value(weight), CHANNELS, kernel);
        Tensor chosen = pass.take(settings.sequences().size(), width);
        k.gatherRows(pass.value(sequenceEmbedding), side.embeddingRows(), chosen);
        Tensor unit = pass.take(chosen.rows(), width);
        Tensor norms = pass.take(chosen.rows(), 1);
        k.l2Normalize(chosen, NORM_EPSILON, unit, norms);
        return new Prepared(side, kernel, resized(pass, side), unit, norms);
    }

    private Tensor resized(Pass pass, Side side) {
        Tensor stored = pass.value(position);
        if (side.interpolation().isEmpty()) {
            return stored;
        }
        int patches = settings.patches(side.pixels());
        Tensor resized = pass.take(1 + patches, settings.width());
        pass.kernels().copy(stored.rows(0, 1), resized.rows(0, 1));
        pass.kernels()
                .gemm(
                        false,
                        false,
                        1,
                        side.interpolation().get(),
                        stored.rows(1, stored.rows()),
                        0,
                        resized.rows(1, 1 + patches));
        return resized;
    }

    /**
     * @param images [S*M, side*side]
     * @param mask [S*M*n, 1] uint8, 1 for patches that become the mask token; a tensor without rows for none
     */
    State forward(Pass pass, Prepared prepared, Tensor images, Tensor mask) {
        Kernels k = pass.kernels();
        int patches = settings.patches(prepared.side().pixels());
        int crops = images.rows() / settings.sequences().size();
        Tensor columns = pass.take(images.rows() * patches, settings.patch() * settings.patch());
        k.patches(images, prepared.side().pixels(), settings.patch(), columns);
        Tensor embedded = pass.take(columns.rows(), settings.width());
        k.linear(columns, prepared.kernel(), pass.value(bias), embedded);
        Tensor tokens = pass.takeExact(crops * settings.tokens(prepared.side().pixels()), settings.width());
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

    /** Zeroed gradients of one lane. */
    PreparedGradients gradients(Pass pass, Prepared prepared) {
        return new PreparedGradients(
                pass.takeZeroed(prepared.kernel().rows(), prepared.kernel().cols()),
                pass.takeZeroed(prepared.position().rows(), settings.width()),
                pass.takeZeroed(prepared.sequence().rows(), settings.width()));
    }

    /** Adds to the lane's gradients and sums. @param dtokens [S*N, D] */
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

    /** Adds a lane's sums to the parameters' gradients; called once, after its last {@link #backward}. */
    void finish(Pass pass, Prepared prepared, PreparedGradients sums) {
        Kernels k = pass.kernels();
        k.spreadChannels(sums.kernel(), CHANNELS, pass.gradient(weight));
        Tensor dsequence = pass.take(sums.sequence().rows(), settings.width());
        k.l2NormalizeBackward(sums.sequence(), prepared.sequence(), prepared.norms(), dsequence);
        k.scatterAddRows(dsequence, prepared.side().embeddingRows(), pass.gradient(sequenceEmbedding));
        finishPosition(pass, prepared, sums);
    }

    private void finishPosition(Pass pass, Prepared prepared, PreparedGradients sums) {
        Kernels k = pass.kernels();
        Tensor target = pass.gradient(position);
        if (prepared.side().interpolation().isEmpty()) {
            k.axpy(1, sums.position(), target);
            return;
        }
        k.axpy(1, sums.position().rows(0, 1), target.rows(0, 1));
        k.gemm(
                true,
                false,
                1,
                prepared.side().interpolation().get(),
                sums.position().rows(1, sums.position().rows()),
                1,
                target.rows(1, target.rows()));
    }
}
