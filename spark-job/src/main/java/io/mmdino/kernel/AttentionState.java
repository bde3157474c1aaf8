package io.mmdino.kernel;

/**
 * The memory of one call of attention and its backward, of the sizes that the kernels ask for.
 *
 * @param tokens N, tokens of a crop
 * @param heads H, a divisor of the width
 * @param kept what forward keeps for backward; without rows when none follows
 * @param scratch overwritten by forward and backward
 */
public record AttentionState(int tokens, int heads, Tensor kept, Tensor scratch) {

    /**
     * Rows and columns of both tensors.
     *
     * @param keptRows 0 when nothing is kept
     */
    public record Sizes(int keptRows, int keptCols, int scratchRows, int scratchCols) {}

    /**
     * A state in the workspace.
     *
     * @param crops S
     * @param trains whether a backward follows
     */
    public static AttentionState take(
            Kernels kernels, Workspace workspace, int crops, int tokens, int heads, boolean trains) {
        Sizes sizes = kernels.attentionSizes(crops, tokens, heads, trains);
        return new AttentionState(
                tokens,
                heads,
                workspace.take(sizes.keptRows(), sizes.keptCols()),
                workspace.take(sizes.scratchRows(), sizes.scratchCols()));
    }
}
