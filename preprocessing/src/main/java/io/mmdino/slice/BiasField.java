package io.mmdino.slice;

import io.mmdino.volume.Volume;
import java.util.List;

/**
 * The slow change of brightness that receive coils lay over an image, as the exponential of a smooth function.
 *
 * <p>By N3's iteration: the histogram of the log intensities is sharpened, what the sharpening took away from each voxel is
 * smoothed over space, and that is the field's next share, until the shares become small. Smooth here means Legendre polynomials of
 * total degree 3 fitted by least squares, in place of N3's and N4's splines: 20 numbers, which cannot follow a lesion.
 *
 * <p>Source: Sled, Zijdenbos and Evans, IEEE Trans. Med. Imaging 17 (1998) 87. The fit sees up to 30,000 foreground voxels, evenly
 * taken; as there, the field is known up to a factor, which is chosen so that the mean log intensity stays.
 *
 * <p>What it cannot tell: anatomy that changes from the middle outwards, such as a wide rim of bright fluid in t2, looks like a field
 * in part. A field laid over an image is found to about 2 % (see the test); how much of the anatomy goes with it depends on the image.
 */
public final class BiasField {

    private static final int DEGREE = 3;
    private static final int SAMPLE = 30_000;
    private static final int ROUNDS = 100;
    private static final double SETTLED = 5e-4;

    private final SmoothBasis basis;
    private final double[] coefficients;
    private final double lowest;
    private final double highest;

    private BiasField(SmoothBasis basis, double[] coefficients, double lowest, double highest) {
        this.basis = basis;
        this.coefficients = coefficients;
        this.lowest = lowest;
        this.highest = highest;
    }

    /** Finds the field in the foreground of an image, see {@link Foreground}; none where there is hardly a foreground. */
    public static BiasField of(Volume image) {
        BiasSample sample = BiasSample.of(image, Foreground.brain(List.of(image)), SAMPLE);
        SmoothBasis basis = new SmoothBasis(DEGREE, sample.low(), sample.high());
        double[] coefficients = new double[basis.size()];
        if (sample.size() < 10 * basis.size()) {
            return new BiasField(basis, coefficients, 0, 0);
        }
        double[][] rows = sample.rows(basis);
        double[] field = iterate(rows, sample.logs(), coefficients);
        double lowest = 0;
        double highest = 0;
        for (double value : field) {
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
        }
        return new BiasField(basis, coefficients, lowest, highest);
    }

    /** Adds up {@code coefficients}. @return the log field at the sample */
    private static double[] iterate(double[][] rows, double[] logs, double[] coefficients) {
        LeastSquares squares = new LeastSquares(rows);
        double[] field = new double[logs.length];
        double[] rest = logs.clone();
        double change = 1;
        for (int round = 0; round < ROUNDS && change > SETTLED; round++) {
            double[] sharp = HistogramSharpening.of(rest);
            double[] taken = new double[rest.length];
            for (int n = 0; n < taken.length; n++) {
                taken[n] = rest[n] - sharp[n];
            }
            double[] share = squares.fit(taken);
            share[0] -= mean(rows, share); // the factor stays as it is
            double squared = 0;
            for (int n = 0; n < rest.length; n++) {
                double step = dot(rows[n], share);
                field[n] += step;
                rest[n] = logs[n] - field[n];
                squared += step * step;
            }
            change = Math.sqrt(squared / rest.length);
            for (int a = 0; a < share.length; a++) {
                coefficients[a] += share[a];
            }
        }
        return field;
    }

    /** The image without the field. Outside the foreground the field stays within what it is inside. */
    public Volume divideOut(Volume image) {
        float[] even = new float[image.voxels().length];
        double[] values = new double[basis.size()];
        int at = 0;
        for (int k = 0; k < image.depth(); k++) {
            for (int j = 0; j < image.height(); j++) {
                for (int i = 0; i < image.width(); i++, at++) {
                    float voxel = image.voxels()[at];
                    even[at] = voxel == 0 ? 0 : (float) (voxel / gain(i, j, k, values));
                }
            }
        }
        return new Volume(even, image.width(), image.height(), image.depth(), image.affine());
    }

    /** What the voxel was multiplied by. */
    double gain(int i, int j, int k) {
        return gain(i, j, k, new double[basis.size()]);
    }

    private double gain(int i, int j, int k, double[] values) {
        basis.at(i, j, k, values);
        return Math.exp(Math.max(lowest, Math.min(highest, dot(values, coefficients))));
    }

    private static double mean(double[][] rows, double[] coefficients) {
        double sum = 0;
        for (double[] row : rows) {
            sum += dot(row, coefficients);
        }
        return sum / rows.length;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int n = 0; n < a.length; n++) {
            sum += a[n] * b[n];
        }
        return sum;
    }
}
