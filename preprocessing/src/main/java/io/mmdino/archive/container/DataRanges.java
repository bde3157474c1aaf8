package io.mmdino.archive.container;

import java.util.Arrays;

/** Which bytes of a zip belong to which entry. Bombs let entries share bytes; honest zips never do. */
final class DataRanges {

    private long[] starts = new long[256];
    private long[] ends = new long[256];
    private int size;

    /** @param end first byte after the entry, more than {@code start} */
    void add(long start, long end) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        starts[size] = start;
        ends[size++] = end;
    }

    /** Ranges are disjoint just when the sorted starts and the sorted ends alternate. */
    boolean overlap() {
        Arrays.sort(starts, 0, size);
        Arrays.sort(ends, 0, size);
        for (int i = 1; i < size; i++) {
            if (ends[i - 1] > starts[i]) {
                return true;
            }
        }
        return false;
    }
}
