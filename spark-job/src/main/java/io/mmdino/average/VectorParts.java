package io.mmdino.average;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import java.nio.ByteBuffer;

/**
 * A vector that is replaced by its sum over the workers in place.
 *
 * @param received scratch for received values that are not added yet
 */
record VectorParts(ParameterVector vector, RingOrder order, ParameterVector received, Kernels kernels)
        implements Round.Parts {

    @Override
    public long bytes(int part) {
        return order.count(part) * vector.elementBytes();
    }

    @Override
    public ByteBuffer read(Chunk chunk) {
        return vector.bytes(first(chunk), chunk.bytes() / vector.elementBytes());
    }

    @Override
    public void receive(Chunk chunk, int at, ByteBuffer piece) {
        if (!chunk.adds()) {
            vector.putBytes(first(chunk) * vector.elementBytes() + at, piece);
            return;
        }
        int scratch = (int) received.length() * vector.elementBytes();
        int done = at;
        while (piece.hasRemaining()) {
            int filled = done % scratch;
            int count = Math.min(piece.remaining(), scratch - filled);
            ByteBuffer fits = piece.slice(piece.position(), count);
            piece.position(piece.position() + count);
            received.putBytes(filled, fits);
            done += count;
            if (filled + count == scratch || done == chunk.bytes()) {
                add(chunk, done - filled - count, (filled + count) / vector.elementBytes());
            }
        }
    }

    private void add(Chunk chunk, int at, int count) {
        long to = first(chunk) + at / vector.elementBytes();
        kernels.axpy(1, received.range(0, count), vector.range(to, count));
    }

    /** Index of the vector's element at which a chunk begins. */
    private long first(Chunk chunk) {
        return order.start(chunk.part()) + chunk.offset() / vector.elementBytes();
    }
}
