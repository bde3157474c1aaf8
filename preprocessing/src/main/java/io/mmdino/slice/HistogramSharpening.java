package io.mmdino.slice;

/**
 * Estimates log intensities without a bias field. A field widens each tissue's peak in the histogram, so the histogram is
 * deconvolved with a narrow Gaussian, and each value is replaced by its expectation under the sharpened histogram.
 *
 * <p>Source: Sled, Zijdenbos and Evans, IEEE Trans. Med. Imaging 17 (1998) 87, section II. Parameters of N4 (Tustison et
 * al., IEEE Trans. Med. Imaging 29 (2010) 1310): 200 bins, FWHM 0.15, Wiener noise 0.01.
 */
final class HistogramSharpening {

    private static final int BINS = 200;
    private static final int PADDED = 512;
    private static final int OFFSET = (PADDED - BINS) / 2;
    private static final double FWHM = 0.15;
    private static final double NOISE = 0.01;
    private static final Fourier FOURIER = new Fourier(PADDED);

    private HistogramSharpening() {}

    /** Expectation of each value, [values]; the values themselves when all are equal. */
    static double[] of(double[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double width = (high - low) / (BINS - 1);
        if (!(width > 0)) {
            return values.clone();
        }
        double[] expected = expectations(histogram(values, low, width), low, width);
        double[] out = new double[values.length];
        for (int n = 0; n < out.length; n++) {
            double place = (values[n] - low) / width;
            int bin = Math.min((int) place, BINS - 2);
            double t = place - bin;
            out[n] = (1 - t) * expected[bin] + t * expected[bin + 1];
        }
        return out;
    }

    /** Histogram in which each value is shared between the two nearest bins, padded on both sides, [512]. */
    private static double[] histogram(double[] values, double low, double width) {
        double[] counts = new double[PADDED];
        for (double value : values) {
            double place = (value - low) / width;
            int bin = Math.min((int) place, BINS - 2);
            counts[OFFSET + bin] += 1 - (place - bin);
            counts[OFFSET + bin + 1] += place - bin;
        }
        return counts;
    }

    private static double[] expectations(double[] counts, double low, double width) {
        double[] blur = FOURIER.ofEven(gaussian(width));
        double[] sharp = FOURIER.filter(counts, f -> blur[f] / (blur[f] * blur[f] + NOISE));
        double[] weighted = new double[PADDED];
        for (int bin = 0; bin < PADDED; bin++) {
            sharp[bin] = Math.max(sharp[bin], 0);
            weighted[bin] = sharp[bin] * (low + (bin - OFFSET) * width);
        }
        double[] above = FOURIER.filter(weighted, f -> blur[f]);
        double[] below = FOURIER.filter(sharp, f -> blur[f]);
        double[] expected = new double[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            double mass = below[OFFSET + bin];
            expected[bin] = mass > 1e-9 ? above[OFFSET + bin] / mass : low + bin * width;
        }
        return expected;
    }

    /** Gaussian with sum 1, centred at index 0 and wrapped around, [512]. */
    private static double[] gaussian(double width) {
        double sigma = FWHM / width / Math.sqrt(8 * Math.log(2));
        double[] values = new double[PADDED];
        double sum = 0;
        for (int bin = 0; bin < PADDED; bin++) {
            int from = Math.min(bin, PADDED - bin);
            values[bin] = Math.exp(-0.5 * (from / sigma) * (from / sigma));
            sum += values[bin];
        }
        for (int bin = 0; bin < PADDED; bin++) {
            values[bin] /= sum;
        }
        return values;
    }
}
