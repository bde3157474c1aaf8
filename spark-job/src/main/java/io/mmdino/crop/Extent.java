package io.mmdino.crop;

/** The smallest and largest value of something. */
record Extent(float min, float max) {

    /** Of nothing. */
    static final Extent NONE = new Extent(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);

    static Extent of(float[] values, int offset, int count) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + count; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        return new Extent(min, max);
    }

    Extent with(Extent other) {
        return new Extent(Math.min(min, other.min), Math.max(max, other.max));
    }
}
