package io.mmdino.crop;

/** Smallest and largest of some intensities. */
record IntensityRange(float min, float max) {

    /** The range of no values: with another range it gives that one. */
    static final IntensityRange EMPTY = new IntensityRange(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);

    /** The range of {@code count} values from {@code offset} on. */
    static IntensityRange of(float[] values, int offset, int count) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + count; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        return new IntensityRange(min, max);
    }

    /** The range of both ranges' values. */
    IntensityRange with(IntensityRange other) {
        return new IntensityRange(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** Maps values in place from this range to [0, 1]; all become 0 when min and max are equal. */
    void scaleToUnit(float[] values, int offset, int count) {
        float range = max - min;
        for (int i = offset; i < offset + count; i++) {
            values[i] = range > 0 ? (values[i] - min) / range : 0;
        }
    }
}
