package io.mmdino.kernel;

/**
 * KoLeo of one group of rows, for {@link Statistics#koleo}, in double.
 *
 * <p>Letters: B = rows, D = width.
 */
final class ScalarKoleo {

    private static final double EPSILON = 1e-8;

    private final double[][] unit;
    private final double[] norms;
    private final int[] nearest;

    private ScalarKoleo(double[][] unit, double[] norms, int[] nearest) {
        this.unit = unit;
        this.norms = norms;
        this.nearest = nearest;
    }

    /** Normalises the rows and finds each row's neighbour. @param x [B, D], B of 2 or more; only read */
    static ScalarKoleo of(double[][] x) {
        double[] norms = new double[x.length];
        double[][] unit = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            norms[i] = Math.max(Math.sqrt(dot(x[i], x[i])), EPSILON);
            unit[i] = scaled(x[i], 1 / norms[i]);
        }
        int[] nearest = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            nearest[i] = nearest(unit, i);
        }
        return new ScalarKoleo(unit, norms, nearest);
    }

    /** The row with the largest dot product, i excluded; i only when every product is NaN. */
    private static int nearest(double[][] unit, int i) {
        int best = i;
        double bestDot = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < unit.length; j++) {
            double dot = j == i ? Double.NEGATIVE_INFINITY : dot(unit[i], unit[j]);
            if (dot > bestDot) {
                bestDot = dot;
                best = j;
            }
        }
        return best;
    }

    /** The unweighted loss, a mean over the B rows. */
    double loss() {
        double sum = 0;
        for (int i = 0; i < unit.length; i++) {
            sum -= Math.log(distance(i) + EPSILON);
        }
        return sum / unit.length;
    }

    private double distance(int i) {
        double sum = 0;
        for (int d = 0; d < unit[i].length; d++) {
            double difference = unit[i][d] - unit[nearest[i]][d] + EPSILON;
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** Gradient of {@code weight * loss()} with respect to x, [B, D]. */
    double[][] gradient(double weight) {
        int width = unit[0].length;
        double[][] dunit = new double[unit.length][width];
        for (int i = 0; i < unit.length; i++) {
            double distance = distance(i);
            double factor = -weight / (unit.length * (distance + EPSILON) * Math.max(distance, Double.MIN_NORMAL));
            int j = nearest[i];
            for (int d = 0; d < width; d++) {
                double step = factor * (unit[i][d] - unit[j][d] + EPSILON);
                dunit[i][d] += step;
                dunit[j][d] -= step;
            }
        }
        for (int i = 0; i < unit.length; i++) {
            double along = dot(dunit[i], unit[i]);
            for (int d = 0; d < width; d++) {
                dunit[i][d] = (dunit[i][d] - unit[i][d] * along) / norms[i];
            }
        }
        return dunit;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    private static double[] scaled(double[] x, double factor) {
        double[] y = new double[x.length];
        for (int d = 0; d < x.length; d++) {
            y[d] = x[d] * factor;
        }
        return y;
    }
}
