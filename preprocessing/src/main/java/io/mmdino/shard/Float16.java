package io.mmdino.shard;

/**
 * IEEE 754 half precision, which JDK 17 does not have. Rounds to nearest, ties to even, as numpy does.
 */
public final class Float16 {

    private static final float[] VALUES = values();

    private Float16() {}

    /** The exact value of a half given by its bits. */
    public static float toFloat(short half) {
        return VALUES[half & 0xFFFF];
    }

    /** The bits of the nearest half. Values beyond 65504 become infinite, NaN stays NaN. */
    public static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7FFFFFFF;
        if (magnitude > 0x7F800000) {
            return (short) (sign | 0x7E00);
        }
        if (magnitude >= 0x477FF000) { // 65520, halfway between the largest half and the next power of two
            return (short) (sign | 0x7C00);
        }
        if (magnitude < 0x38800000) { // below 2^-14: adding 0.5 rounds to multiples of 2^-24, as subnormal halves are
            int shifted = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f);
            return (short) (sign | shifted - 0x3F000000);
        }
        int rounded = magnitude + 0xFFF + (magnitude >>> 13 & 1);
        return (short) (sign | rounded - 0x38000000 >>> 13);
    }

    /** The values as little-endian halves. */
    public static byte[] encode(float[] values) {
        byte[] bytes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            short half = fromFloat(values[i]);
            bytes[2 * i] = (byte) half;
            bytes[2 * i + 1] = (byte) (half >>> 8);
        }
        return bytes;
    }

    /** Reads {@code values.length} little-endian halves from {@code bytes}, starting at {@code offset}. */
    public static void decode(byte[] bytes, int offset, float[] values) {
        for (int i = 0; i < values.length; i++) {
            int at = offset + 2 * i;
            values[i] = VALUES[bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8];
        }
    }

    private static float[] values() {
        float[] values = new float[1 << 16];
        for (int half = 0; half < values.length; half++) {
            values[half] = value(half);
        }
        return values;
    }

    private static float value(int half) {
        int exponent = half >>> 10 & 31;
        int mantissa = half & 1023;
        float magnitude;
        if (exponent == 0) {
            magnitude = mantissa * 0x1p-24f;
        } else if (exponent == 31) {
            magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | mantissa << 13);
        }
        return (half & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
