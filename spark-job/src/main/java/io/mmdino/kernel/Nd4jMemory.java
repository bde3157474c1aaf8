package io.mmdino.kernel;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory of ND4J, wherever its backend computes. On a GPU every array has memory on the host and on the device; ND4J copies
 * between the two when it is told which of them is newer.
 */
final class Nd4jMemory implements Memory {

    private final Tensor.Type type;
    private final long length;
    private final INDArray root;

    Nd4jMemory(Tensor.Type type, long length) {
        this.type = type;
        this.length = length;
        root = Nd4j.create(
                dataType(type), Math.max(1, length)); // ND4J gives an empty array neither memory nor an address
    }

    /** ND4J's name for a type. */
    static DataType dataType(Tensor.Type type) {
        return switch (type) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT64 -> DataType.DOUBLE;
            case INT32 -> DataType.INT32;
            case UINT8 -> DataType.UINT8;
            case BFLOAT16 -> DataType.BFLOAT16;
        };
    }

    @Override
    public long length() {
        return length;
    }

    /** A view [rows, cols] in c order from element {@code from} on. */
    INDArray view(long from, int rows, int cols) {
        return Nd4j.create(root.data(), new long[] {rows, cols}, new long[] {cols, 1}, from, 'c');
    }

    private ByteBuffer bytes(long from, int size) {
        return new BytePointer(root.data().pointer())
                .getPointer(BytePointer.class, from * type.bytes)
                .capacity(size)
                .asByteBuffer();
    }

    @Override
    public void read(long from, ByteBuffer target) {
        Nd4j.getAffinityManager().ensureLocation(root, Location.HOST);
        target.put(bytes(from, target.remaining()));
    }

    @Override
    public void write(long from, ByteBuffer source) {
        Nd4j.getAffinityManager()
                .ensureLocation(root, Location.HOST); // the other elements must be the newest there too
        bytes(from, source.remaining()).put(source);
        Nd4j.getAffinityManager().tagLocation(root, Location.HOST);
    }

    @Override
    public void clear(long from, long count) {
        view(from, 1, Math.toIntExact(count)).assign(0);
    }

    @Override
    public void free() {
        root.close();
    }
}
