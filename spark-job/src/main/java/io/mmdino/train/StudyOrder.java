package io.mmdino.train;

import io.mmdino.crop.RandomStream;
import java.util.stream.IntStream;

/**
 * An endless order of studies, or of other things that have numbers: one shuffle after another, so that each comes once before any comes again. It has
 * no state: what stands at a position depends on the seed and the position alone, so a run can go on from anywhere.
 *
 * @param size how many studies there are
 * @param purpose tells several orders of one run apart
 */
public record StudyOrder(long seed, int size, String purpose) {

    public StudyOrder {
        if (size < 1) {
            throw new IllegalArgumentException("an order of no studies");
        }
    }

    /** The studies at {@code count} positions from {@code position} on. */
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
