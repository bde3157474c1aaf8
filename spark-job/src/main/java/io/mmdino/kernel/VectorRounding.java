package io.mmdino.kernel;

import java.nio.ByteBuffer;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Copies of float32 tensors in bfloat16, on the Vector API. */
final class VectorRounding {

    private static final int LANES = VectorMath.LANES;
    private static final VectorSpecies<Short> HALF =
            VectorSpecies.of(short.class, VectorShape.forBitSize(VectorMath.SPECIES.vectorBitSize() / 2));
    private static final IntVector HALF_LESS_ONE = all(Bfloat16.HALF_LESS_ONE);
    private static final IntVector QUIET = all(Bfloat16.QUIET);
    private static final IntVector ONE = all(1);
    private static final IntVector SIZE = all(Integer.MAX_VALUE);
    private static final IntVector INFINITY = all(Float.floatToRawIntBits(Float.POSITIVE_INFINITY));

    private VectorRounding() {}

    /**
     * Overwrites {@code target} with the numbers nearest to those of {@code source}, ties to even.
     *
     * @param source float32
     * @param target bfloat16, of as many elements
     */
    static void round(Tensor source, Tensor target) {
        ByteBuffer from = source.bytes();
        ByteBuffer to = target.bytes();
        int length = Math.toIntExact(source.length());
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            IntVector bits = VectorMath.load(from, i).reinterpretAsInts();
            IntVector high = bits.lanewise(VectorOperators.LSHR, Bfloat16.LOW_BITS);
            IntVector up = bits.add(HALF_LESS_ONE).add(high.and(ONE));
            IntVector rounded = up.lanewise(VectorOperators.LSHR, Bfloat16.LOW_BITS)
                    .blend(high.or(QUIET), bits.and(SIZE).compare(VectorOperators.GT, INFINITY));
            ((ShortVector) rounded.convertShape(VectorOperators.I2S, HALF, 0))
                    .intoByteBuffer(to, i << 1, VectorMath.ORDER);
        }
        for (int i = whole; i < length; i++) {
            to.putShort(i << 1, Bfloat16.bits(from.getFloat(i << 2)));
        }
    }

    private static IntVector all(int value) {
        return IntVector.broadcast((VectorSpecies<Integer>) VectorMath.SPECIES.withLanes(int.class), value);
    }
}
