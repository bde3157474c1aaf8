package io.mmdino.kernel;

/**
 * The rows of tokens and patches of a batch: each crop is one cls token, r registers, then n patches for each of M
 * sequences.
 *
 * @param crops S
 * @param sequences M
 * @param patches n, of one sequence of one crop
 * @param registers r
 */
public record TokenGrid(int crops, int sequences, int patches, int registers) {

    /**
     * The grid of the tensors of {@link Tokens#embedTokens} or of their gradients.
     *
     * @throws IllegalArgumentException when {@code patches} does not hold whole crops
     */
    public static TokenGrid of(Tensor patches, Tensor registers, Tensor pos, Tensor sequence) {
        int perSequence = pos.rows() - 1;
        int perCrop = perSequence * sequence.rows();
        if (perCrop < 1 || patches.rows() % perCrop != 0) {
            throw new IllegalArgumentException("patches has " + patches.rows() + " rows, wanted a multiple of "
                    + sequence.rows() + " sequences x " + perSequence + " positions");
        }
        return new TokenGrid(patches.rows() / perCrop, sequence.rows(), perSequence, registers.rows());
    }

    /** N, the tokens of one crop. */
    public int tokens() {
        return 1 + registers + sequences * patches;
    }

    /** Row of the cls token of a crop among all tokens. */
    int cls(int crop) {
        return crop * tokens();
    }

    /** Row of patch j of a sequence of a crop among all patches. */
    int patch(int crop, int sequence, int j) {
        return (crop * sequences + sequence) * patches + j;
    }

    /** Row of patch j of a sequence of a crop among all tokens. */
    int token(int crop, int sequence, int j) {
        return cls(crop) + 1 + registers + sequence * patches + j;
    }
}
