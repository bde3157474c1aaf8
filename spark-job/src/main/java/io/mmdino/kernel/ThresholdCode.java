package io.mmdino.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's threshold encoding: the elements of a row that lie at or beyond +-threshold, each sent as one step of that size in
 * its direction. What is encoded is taken off the row, so that the rest of it waits for a later code (error feedback).
 *
 * <p>A code is {@code [count, length, bits of the threshold, 0, i_1, ..., i_count]}, where i is 1 + the element's index, negative
 * for a step down.
 *
 * <p>Source: Strom, "Scalable distributed DNN training using commodity GPU cloud computing", Interspeech 2015.
 */
public final class ThresholdCode {

    /** Words of a code before its indices. */
    public static final int HEADER = 4;

    private static final int COUNT = 0;
    private static final int LENGTH = 1;
    private static final int THRESHOLD = 2;
    private static final int FORMAT = 3;
    private static final int LEAST = 2;
    private static final int[] NOTHING = {};

    private ThresholdCode() {}

    /**
     * Encodes a row and takes off it what is encoded.
     *
     * @param residual [1, n], float32
     * @param most how many elements to encode at most, 2 or more; those beyond it stay
     * @return the code, or an empty array where no element reaches the threshold
     */
    public static int[] encode(Tensor residual, float threshold, int most) {
        if (most < LEAST) {
            throw new IllegalArgumentException("at most " + most + " elements to encode, wanted " + LEAST + " or more");
        }
        try (INDArray code = Nd4j.getExecutioner().thresholdEncode(flat(residual), threshold, most)) {
            return code == null ? encodeOne(residual, threshold) : code.toIntVector();
        }
    }

    /** ND4J has no code for fewer than two elements; one that is alone at its size would wait for ever. */
    private static int[] encodeOne(Tensor residual, float threshold) {
        int largest = Nd4j.getBlasWrapper().iamax(residual.array());
        double value = residual.get(largest);
        if (!(Math.abs(value) >= threshold)) {
            return NOTHING;
        }
        float step = Math.copySign(threshold, (float) value);
        residual.set(largest, value - step);
        int place = step > 0 ? largest + 1 : -largest - 1;
        return new int[] {1, residual.cols(), Float.floatToRawIntBits(threshold), 0, place};
    }

    /** Steps in a code that {@link #check} has passed, or in an empty one. */
    public static int count(int[] code) {
        return code.length == 0 ? 0 : code[COUNT];
    }

    /** The sum of absolute values that encoding left in the elements of a code. */
    public static double left(int[] code, Tensor residual) {
        double sum = 0;
        for (int i = HEADER; i < code.length; i++) {
            sum += Math.abs(residual.get(Math.abs(code[i]) - 1L));
        }
        return sum;
    }

    /**
     * Looks at every word of a code that came from elsewhere: ND4J's decoder writes wherever it is told to.
     *
     * @param length of the row that it will be added to
     * @throws IllegalArgumentException when the code is damaged or made for another row
     */
    public static void check(int[] code, int length) {
        wanted(code.length > HEADER, "it has " + code.length + " words, wanted more than " + HEADER);
        wanted(
                code[COUNT] == code.length - HEADER,
                "it tells " + code[COUNT] + " steps, has " + (code.length - HEADER));
        wanted(code[LENGTH] == length, "it was made for " + code[LENGTH] + " elements, wanted " + length);
        wanted(code[FORMAT] == 0, "its format is " + code[FORMAT] + ", wanted 0");
        float threshold = Float.intBitsToFloat(code[THRESHOLD]);
        wanted(threshold > 0 && Float.isFinite(threshold), "its threshold is " + threshold);
        for (int i = HEADER; i < code.length; i++) {
            // The smallest integer is its own absolute value, and below 1.
            int place = Math.abs(code[i]);
            wanted(place >= 1 && place <= length, "it has index " + code[i] + " in a row of " + length);
        }
    }

    private static void wanted(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("not a threshold code: " + otherwise);
        }
    }

    /**
     * Adds a code's steps to a row, after {@link #check}.
     *
     * @param target [1, n], float32
     */
    public static void addTo(int[] code, Tensor target) {
        check(code, target.cols());
        try (INDArray words = Nd4j.createFromArray(code)) {
            Nd4j.getExecutioner().thresholdDecode(words, flat(target));
        }
    }

    private static INDArray flat(Tensor row) {
        if (row.type() != Tensor.Type.FLOAT32 || row.rows() != 1) {
            throw new IllegalArgumentException(
                    "threshold codes are of one float32 row, not of " + row.type() + " " + row);
        }
        return row.array();
    }
}
