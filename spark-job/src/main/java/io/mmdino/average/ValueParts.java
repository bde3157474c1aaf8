package io.mmdino.average;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The values of all ranks, gathered; each rank may then add them in order of rank.
 *
 * <p>Letters: W = workers, n = values of one worker.
 *
 * @param values [W, n] doubles
 * @param length n
 */
record ValueParts(ByteBuffer values, int workers, int length) implements Round.Parts {

    static ValueParts of(double[] mine, int rank, int workers) {
        ByteBuffer all =
                ByteBuffer.allocate(Math.multiplyExact(Math.multiplyExact(mine.length, workers), Double.BYTES));
        all.asDoubleBuffer().put(rank * mine.length, mine);
        return new ValueParts(all, workers, mine.length);
    }

    @Override
    public long bytes(int part) {
        return (long) length * Double.BYTES;
    }

    @Override
    public ByteBuffer read(Chunk chunk) {
        return values.slice(first(chunk), chunk.bytes());
    }

    @Override
    public void receive(Chunk chunk, int at, ByteBuffer piece) {
        values.put(first(chunk) + at, piece, piece.position(), piece.remaining());
        piece.position(piece.limit());
    }

    private int first(Chunk chunk) {
        return chunk.part() * length * Double.BYTES + (int) chunk.offset();
    }

    /** The element-wise sum [n], added in order of rank. */
    double[] sum() {
        double[] sum = rank(0);
        for (int r = 1; r < workers; r++) {
            double[] more = rank(r);
            Arrays.setAll(sum, i -> sum[i] + more[i]);
        }
        return sum;
    }

    /** The values of all workers, by rank. */
    List<double[]> all() {
        return IntStream.range(0, workers).mapToObj(this::rank).toList();
    }

    private double[] rank(int rank) {
        double[] own = new double[length];
        values.asDoubleBuffer().get(rank * length, own);
        return own;
    }
}
