package io.mmdino.dicom.codec;

/**
 * Parameters of a JPEG-LS scan. Source: ISO/IEC 14495-1 annexes A.1, A.2 and C.2.4.1.
 *
 * @param most largest number (MAXVAL), 1 to 65535
 * @param near largest error of a number (NEAR); 0 is lossless
 * @param t1 first threshold of gradients, above {@code near}
 * @param t2 second threshold, at least {@code t1}
 * @param t3 third threshold, at least {@code t2} and at most {@code most}
 * @param reset count at which the statistics of a context are halved
 */
record JpegLsParameters(int most, int near, int t1, int t2, int t3, int reset) {

    private static final int NEAREST = 255;
    private static final int DEFAULT_RESET = 64;
    private static final int LEAST_RESET = 3;

    /** Completes presets, of which 0 is the default, and checks them. */
    static JpegLsParameters of(int precision, int near, Presets given, JpegBytes in) throws FrameException {
        int largest = (1 << precision) - 1;
        int most = given.most == 0 ? largest : given.most;
        if (most > largest || near > Math.min(NEAREST, most / 2)) {
            throw in.corrupt("numbers up to " + most + " of " + precision + " bits with errors up to " + near);
        }
        int[] basic = basic(most, near);
        int t1 = given.t1 == 0 ? limited(basic[0], near + 1, most) : given.t1;
        int t2 = given.t2 == 0 ? limited(basic[1], t1, most) : given.t2;
        int t3 = given.t3 == 0 ? limited(basic[2], t2, most) : given.t3;
        int reset = given.reset == 0 ? DEFAULT_RESET : given.reset;
        boolean ordered = near < t1 && t1 <= t2 && t2 <= t3 && t3 <= most;
        if (!ordered || reset < LEAST_RESET || reset > Math.max(NEAREST, most)) {
            throw in.corrupt("thresholds " + t1 + ", " + t2 + " and " + t3 + " and reset " + reset
                    + " of numbers up to " + most);
        }
        return new JpegLsParameters(most, near, t1, t2, t3, reset);
    }

    private static int[] basic(int most, int near) {
        if (most >= 128) {
            int factor = (Math.min(most, 4095) + 128) / 256;
            return new int[] {factor + 2 + 3 * near, 4 * factor + 3 + 5 * near, 17 * factor + 4 + 7 * near};
        }
        int factor = 256 / (most + 1);
        return new int[] {
            Math.max(2, 3 / factor + 3 * near), Math.max(3, 7 / factor + 5 * near), Math.max(4, 21 / factor + 7 * near)
        };
    }

    private static int limited(int value, int least, int most) {
        return value < least || value > most ? least : value;
    }

    /** Distance of neighbouring errors. */
    int step() {
        return 2 * near + 1;
    }

    /** Number of errors that are told apart. */
    int range() {
        return (most + 2 * near) / step() + 1;
    }

    /** Bits of an error. */
    int errorBits() {
        return bits(range());
    }

    /** Longest code of an error. */
    int limit() {
        int bits = Math.max(2, bits(most + 1));
        return 2 * (bits + Math.max(8, bits));
    }

    /** Logarithm to base 2, rounded up. */
    private static int bits(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }

    /**
     * Presets of a frame, 0 for the default of each.
     *
     * @param most largest number
     * @param t1 first threshold
     * @param t2 second threshold
     * @param t3 third threshold
     * @param reset count at which the statistics are halved
     */
    record Presets(int most, int t1, int t2, int t3, int reset) {

        static final Presets DEFAULT = new Presets(0, 0, 0, 0, 0);
    }
}
