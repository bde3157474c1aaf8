package io.mmdino.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A run of consecutive segments of a flat vector, for operations that treat all parameters in one call. The table behind it
 * is constant during a run of training, so that a GPU may keep a copy; a call names a part of it, whose tensors are the
 * range [1, {@link #count}] from element {@link #from} of the vectors on.
 *
 * <p>Letters: P = segments of the whole table, which number them from 0.
 */
public final class Segments {

    /** Elements of the longest segment. Longer parameters are cut, so that parts can be of nearly equal size. */
    public static final int LONGEST = 1 << 18;

    /** Elements of the longest part, which has to fit into a view of 2 GB in float64. */
    private static final int LONGEST_PART = 1 << 27;

    private final List<Segment> table;
    private final int first;
    private final int end;
    private final int groups;

    /**
     * Consecutive elements of one parameter.
     *
     * @param offset of the first element in the vector
     * @param length elements, 1 or more, without the padding that may follow
     * @param group number of the group whose gradients are clipped by one common norm, counted from 0
     * @param lrFactor factor on the learning rate
     * @param decayFactor factor on the weight decay
     * @param lastLayer whether the learning rate is that of the heads' last layer
     */
    public record Segment(long offset, int length, int group, double lrFactor, double decayFactor, boolean lastLayer) {

        public Segment {
            if (offset < 0 || length < 1 || length > LONGEST || group < 0) {
                throw new IllegalArgumentException("segment of group " + group + " with " + length
                        + " elements from element " + offset + " on, wanted 1 to " + LONGEST
                        + " elements, group and offset 0 or more");
            }
        }

        private long end() {
            return offset + length;
        }
    }

    private Segments(List<Segment> table, int first, int end, int groups) {
        this.table = table;
        this.first = first;
        this.end = end;
        this.groups = groups;
    }

    /**
     * The whole table.
     *
     * @throws IllegalArgumentException when there is no segment, or one begins before the end of the one before it
     */
    public static Segments of(List<Segment> table) {
        if (table.isEmpty()) {
            throw new IllegalArgumentException("a table of no segments, wanted 1 or more");
        }
        for (int i = 1; i < table.size(); i++) {
            if (table.get(i).offset() < table.get(i - 1).end()) {
                throw new IllegalArgumentException("segment " + i + " begins at element "
                        + table.get(i).offset() + ", wanted " + table.get(i - 1).end()
                        + ", the end of the segment before it, or more");
            }
        }
        int groups = 1 + table.stream().mapToInt(Segment::group).max().getAsInt();
        return new Segments(List.copyOf(table), 0, table.size(), groups);
    }

    /** All segments of the table, in order; parts of one table return the same list. */
    public List<Segment> table() {
        return table;
    }

    /** Number of segments of the whole table, P. */
    public int total() {
        return table.size();
    }

    /** Number of groups of the whole table. */
    public int groups() {
        return groups;
    }

    /** Number of this part's first segment. */
    public int first() {
        return first;
    }

    /** Number after that of this part's last segment. */
    public int end() {
        return end;
    }

    /** The segment of that number in the whole table. */
    public Segment get(int number) {
        return table.get(number);
    }

    /** Index of this part's first element in the vector. */
    public long from() {
        return table.get(first).offset();
    }

    /** Elements from this part's first to its last, padding between segments included. */
    public int count() {
        return Math.toIntExact(table.get(end - 1).end() - from());
    }

    /** Index of a segment's first element in the range of this part. */
    int start(int number) {
        return (int) (table.get(number).offset() - from());
    }

    /**
     * Consecutive parts that cover these segments, nearly equal in elements; more than wanted where a part would be too long
     * for a view, and fewer where there are not as many segments.
     *
     * @param wanted number of parts, 1 or more
     */
    public List<Segments> parts(int wanted) {
        long share = Math.min(LONGEST_PART, (table.get(end - 1).end() - from() + wanted - 1) / wanted);
        List<Segments> parts = new ArrayList<>();
        int start = first;
        for (int next = first + 1; next <= end; next++) {
            boolean isFull = next == end || middle(next) > from() + (parts.size() + 1) * share;
            if (isFull || table.get(next).end() - table.get(start).offset() > LONGEST_PART) {
                parts.add(new Segments(table, start, next, groups));
                start = next;
            }
        }
        return parts;
    }

    /**
     * Euclidean norm of each group. The sums of squares are added in the table's order, so that norms do not depend on parts.
     *
     * @param squares of {@link Elementwise#sumsOfSquares} for all parts, P numbers
     */
    public double[] norms(double[] squares) {
        double[] norms = new double[groups];
        for (int i = 0; i < squares.length; i++) {
            norms[table.get(i).group()] += squares[i];
        }
        return DoubleStream.of(norms).map(Math::sqrt).toArray();
    }

    private long middle(int number) {
        return table.get(number).offset() + table.get(number).length() / 2;
    }
}
