package io.mmdino.train;

import io.mmdino.crop.RandomStream;
import java.util.stream.IntStream;

/**
 * An endless order of studies: one random permutation after another, so that each study comes once an epoch. Stateless: the study
 * at a position depends on seed, purpose and position only, so a run can resume at any position.
 *
 * @param size number of studies
 * @param purpose name of the random stream, different for each order of a run
 */
public record StudyOrder(long seed, int size, String purpose) {

    public StudyOrder {
        if (size < 1) {
            throw new IllegalArgumentException("an order of no studies");
        }
    }

    /** Indices of the studies at {@code count} positions from {@code position} on. */
    public int[] at(long position, int count) {
        int[] studies = new int[count];
        long shuffled = -1;
        int[] order = new int[0];
        for (int i = 0; i < count; i++) {
            long epoch = (position + i) / size;
            if (epoch != shuffled) {
                order = IntStream.range(0, size).toArray();
                RandomStream.of(seed, epoch, "", purpose).shuffle(order);
                shuffled = epoch;
            }
            studies[i] = order[(int) ((position + i) % size)];
        }
        return studies;
    }
}
