package io.mmdino.checkpoint;

import java.nio.ByteBuffer;

/** The supported element types by their safetensors names. All are little-endian. */
public enum Dtype {
    F64(8) {
        @Override
        double at(ByteBuffer b, int i) {
            return b.getDouble(i * 8);
        }
    },
    F32(4) {
        @Override
        double at(ByteBuffer b, int i) {
            return b.getFloat(i * 4);
        }
    },
    F16(2) {
        @Override
        double at(ByteBuffer b, int i) {
            return half(b.getShort(i * 2));
        }
    },
    BF16(2) {
        @Override
        double at(ByteBuffer b, int i) {
            return Float.intBitsToFloat(b.getShort(i * 2) << 16);
        }
    },
    I64(8) {
        @Override
        double at(ByteBuffer b, int i) {
            return b.getLong(i * 8);
        }
    },
    I32(4) {
        @Override
        double at(ByteBuffer b, int i) {
            return b.getInt(i * 4);
        }
    },
    U8(1) {
        @Override
        double at(ByteBuffer b, int i) {
            return b.get(i) & 0xff;
        }
    },
    BOOL(1) {
        @Override
        double at(ByteBuffer b, int i) {
            return b.get(i) == 0 ? 0 : 1;
        }
    };

    private static final int HALF_FRACTION = 10;
    private static final int HALF_EXPONENT = 0x1f;

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    boolean isWhole() {
        return this == I64 || this == I32 || this == U8 || this == BOOL;
    }

    /** Element {@code i} of a little-endian buffer, counted from its start. */
    abstract double at(ByteBuffer b, int i);

    /** Element {@code i} of a whole-number type, exact for I64 as well, which {@link #at} is not. */
    long wholeAt(ByteBuffer b, int i) {
        return this == I64 ? b.getLong(i * 8) : (long) at(b, i);
    }

    /** Converts IEEE 754 binary16, for which Java has a method from version 20 on. */
    private static double half(short bits) {
        int exponent = bits >> HALF_FRACTION & HALF_EXPONENT;
        int fraction = bits & (1 << HALF_FRACTION) - 1;
        double size =
                switch (exponent) {
                    case 0 -> Math.scalb((double) fraction, -24);
                    case HALF_EXPONENT -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> Math.scalb(1 + Math.scalb((double) fraction, -HALF_FRACTION), exponent - 15);
                };
        return bits < 0 ? -size : size;
    }
}
