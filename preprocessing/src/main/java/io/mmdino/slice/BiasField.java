package io.mmdino.slice;

import io.mmdino.volume.Volume;
import java.util.List;

/**
 * Bias field of an image: the slowly varying gain of receive coils, as the exponential of a smooth function.
 *
 * <p>Each iteration of N3 sharpens the histogram of the log intensities, smooths the change of each voxel over space and adds
 * the result to the field, until the added fields are small. Smoothing is a least-squares fit of Legendre polynomials of total
 * degree 3, whose 20 coefficients cannot follow a lesion; N3 and N4 fit splines.
 *
 * <p>Source: Sled, Zijdenbos and Evans, IEEE Trans. Med. Imaging 17 (1998) 87. The fit uses up to 30,000 foreground voxels,
 * evenly sampled. The field is determined up to a factor, which is chosen such that the mean log intensity is preserved.
 *
 * <p>Limits: anatomy that changes from the centre outwards, such as a wide rim of bright fluid in t2, is in part taken for a
 * field. A simulated field is recovered to about 2 % (see the test); how much anatomy is removed with it depends on the image.
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

    /**
     * Estimates the field from the foreground of an image, see {@link Foreground}; a constant field where the foreground is too
     * small.
     */
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

    /** Adds the fields of all iterations to {@code coefficients}; returns the log field at the sample. */
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
            double[] update = squares.fit(taken);
            update[0] -= mean(rows, update); // preserves the mean log intensity
            double squared = 0;
            for (int n = 0; n < rest.length; n++) {
                double step = dot(rows[n], update);
                field[n] += step;
                rest[n] = logs[n] - field[n];
                squared += step * step;
            }
            change = Math.sqrt(squared / rest.length);
            for (int a = 0; a < update.length; a++) {
                coefficients[a] += update[a];
            }
        }
        return field;
    }

    /** The image divided by the field. Outside the foreground the field is limited to its range inside. */
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

    /** Value of the field at a voxel. */
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
