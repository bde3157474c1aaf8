package io.mmdino.kernel;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's threshold encoding of a row in the host's memory: each element whose absolute value reaches the threshold is encoded as one step of that
 * size with its sign. The steps are subtracted from the row, whose remainder goes into later codes (error feedback).
 *
 * <p>A code is {@code [count, length, bits of the threshold, 0, i_1, ..., i_count]}, where i is 1 + the element's index, negative
 * for a negative step.
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
    private static final int MINIMUM = 2;
    private static final int[] NOTHING = {};

    static {
        Nd4jStart.load();
    }

    private ThresholdCode() {}

    /**
     * Encodes a row and subtracts the encoded steps from it.
     *
     * @param residual [1, n], float32
     * @param most the largest number of elements to encode, 2 or more; further ones stay in the row
     * @return the code, or an empty array when no element reaches the threshold
     * @throws IllegalArgumentException when {@code most} is below 2 or the row is not one float32 row
     */
    public static int[] encode(Tensor residual, float threshold, int most) {
        if (most < MINIMUM) {
            throw new IllegalArgumentException(
                    "at most " + most + " elements to encode, wanted " + MINIMUM + " or more");
        }
        INDArray row = copy(residual);
        try (row;
                INDArray code = Nd4j.getExecutioner().thresholdEncode(row, threshold, most)) {
            if (code == null) {
                return encodeOne(residual, Nd4j.getBlasWrapper().iamax(row), threshold);
            }
            residual.copyFrom(row.toFloatVector());
            return code.toIntVector();
        }
    }

    /** ND4J encodes no fewer than two elements; without this, a single one that reaches the threshold would never be sent. */
    private static int[] encodeOne(Tensor residual, int largest, float threshold) {
        double value = residual.get(largest);
        if (!(Math.abs(value) >= threshold)) {
            return NOTHING;
        }
        float step = Math.copySign(threshold, (float) value);
        residual.set(largest, value - step);
        int place = step > 0 ? largest + 1 : -largest - 1;
        return new int[] {1, residual.cols(), Float.floatToRawIntBits(threshold), 0, place};
    }

    /** The number of steps of a valid or empty code. */
    public static int count(int[] code) {
        return code.length == 0 ? 0 : code[COUNT];
    }

    /** The sum of absolute values that remain in {@code residual} at the encoded elements. */
    public static double left(int[] code, Tensor residual) {
        double sum = 0;
        for (int i = HEADER; i < code.length; i++) {
            sum += Math.abs(residual.get(Math.abs(code[i]) - 1L));
        }
        return sum;
    }

    /**
     * Checks every word of a received code, because it is added to memory at the indices that it names.
     *
     * @param length elements of the row to which the code will be added
     * @throws IllegalArgumentException when the code is damaged or belongs to a row of another length
     */
    public static void check(int[] code, int length) {
        require(code.length > HEADER, "it has " + code.length + " words, wanted more than " + HEADER);
        require(
                code[COUNT] == code.length - HEADER,
                "it tells " + code[COUNT] + " steps, has " + (code.length - HEADER));
        require(code[LENGTH] == length, "it was made for " + code[LENGTH] + " elements, wanted " + length);
        require(code[FORMAT] == 0, "its format is " + code[FORMAT] + ", wanted 0");
        float threshold = Float.intBitsToFloat(code[THRESHOLD]);
        require(threshold > 0 && Float.isFinite(threshold), "its threshold is " + threshold);
        for (int i = HEADER; i < code.length; i++) {
            // Math.abs(Integer.MIN_VALUE) is negative, so it is refused too.
            int place = Math.abs(code[i]);
            require(place >= 1 && place <= length, "it has index " + code[i] + " in a row of " + length);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("not a threshold code: " + otherwise);
        }
    }

    /**
     * Checks a code and adds its steps to a row.
     *
     * @param target [1, n], float32
     * @throws IllegalArgumentException as {@link #check}, or when the target is not one float32 row
     */
    public static void addTo(int[] code, Tensor target) {
        check(code, target.cols());
        checkRow(target);
        float threshold = Float.intBitsToFloat(code[THRESHOLD]);
        ByteBuffer row = target.bytes();
        for (int i = HEADER; i < code.length; i++) {
            int at = (Math.abs(code[i]) - 1) * Float.BYTES;
            row.putFloat(at, row.getFloat(at) + Math.copySign(threshold, code[i]));
        }
    }

    /** The row in ND4J's memory. */
    private static INDArray copy(Tensor row) {
        checkRow(row);
        return Nd4j.create(row.toFloats(), 1, row.cols());
    }

    private static void checkRow(Tensor row) {
        if (row.type() != Tensor.Type.FLOAT32 || row.rows() != 1) {
            throw new IllegalArgumentException(
                    "threshold codes are of one float32 row, not of " + row.type() + " " + row);
        }
    }
}
