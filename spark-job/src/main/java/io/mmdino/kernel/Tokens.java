package io.mmdino.kernel;

/**
 * The way from images to token sequences: patches, input channels, masking and embeddings.
 *
 * <p>Letters: S = crops, M = sequences, n = patches per sequence, r = registers, D = width, P = pixels per patch.
 * {@link Kernels} states the rules for outputs, gradients and errors.
 *
 * <p>Source: Dosovitskiy et al., arXiv:2010.11929, section 3.1; registers are from Darcet et al., arXiv:2309.16588.
 */
public interface Tokens {

    /**
     * Cuts square images into square patches, row by row of the image.
     *
     * @param images [S*M, side*side]
     * @param side of an image, px, a multiple of {@code patch}
     * @param patch side of a patch, px
     * @param out [S*M*n, patch*patch]
     */
    void patches(Tensor images, int side, int patch, Tensor out);

    /** Sums w [D, channels*P] over its channels into {@code sum} [D, P]: weights for one grey channel. */
    void sumChannels(Tensor w, int channels, Tensor sum);

    /** Gradient of {@link #sumChannels}: adds dsum [D, P] to every channel of dw [D, channels*P]. */
    void spreadChannels(Tensor dsum, int channels, Tensor dw);

    /**
     * Token sequences from embedded patches: {@code out[s] = [cls + pos[0], registers, patches of sequence 1, ...]},
     * where patch j of sequence m is {@code (mask ? maskToken : patch) + pos[1 + j] + sequence[m]}.
     *
     * @param patches [S*M*n, D]
     * @param mask [S*M*n, 1] uint8, 1 where a patch is masked; a tensor without rows masks none
     * @param maskToken [1, D]
     * @param cls [1, D]
     * @param registers [r, D]; r may be 0, and then any tensor without rows
     * @param pos [1 + n, D]
     * @param sequence [M, D], in the order of the input
     * @param out [S*(1 + r + M*n), D]
     */
    void embedTokens(
            Tensor patches,
            Tensor mask,
            Tensor maskToken,
            Tensor cls,
            Tensor registers,
            Tensor pos,
            Tensor sequence,
            Tensor out);

    /**
     * Gradient of {@link #embedTokens}; overwrites dpatches, with 0 where masked, and adds to the other gradients. Each
     * gradient has the shape of its tensor there.
     *
     * @param dout [S*(1 + r + M*n), D]
     * @param mask [S*M*n, 1] uint8, 1 where a patch is masked; a tensor without rows masks none
     */
    void embedTokensBackward(
            Tensor dout,
            Tensor mask,
            Tensor dpatches,
            Tensor dmaskToken,
            Tensor dcls,
            Tensor dregisters,
            Tensor dpos,
            Tensor dsequence);
}
