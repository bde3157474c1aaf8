package io.mmdino.evaluate;

/**
 * Minimises a {@link SoftmaxLoss} by Newton steps, each solved by preconditioned conjugate gradients. The objective is
 * strongly convex in the weights with modulus 1, so a gradient of norm g means weights within g of the optimum.
 *
 * <p>Where many rows are separable and C is large, L-BFGS needs thousands of passes over the data; this method needs tens.
 *
 * <p>Source: Nocedal and Wright, Numerical Optimization, 2nd edition, section 7.1.
 */
final class NewtonSolver {

    private static final double TOLERANCE = 1e-6;
    private static final int STEPS = 200;
    private static final int INNER_STEPS = 500;
    private static final int SLOW = 15;
    private static final double SUFFICIENT = 1e-4;
    private static final double VALUE_ROUNDING = 1e-12;
    private static final double SMALLEST_STEP = 1e-10;

    private final SoftmaxLoss loss;
    private Cholesky block;
    private boolean blockIsOld = true;

    private NewtonSolver(SoftmaxLoss loss) {
        this.loss = loss;
    }

    /**
     * The optimum.
     *
     * @param w coefficients, [K, d + 1]
     * @param converged whether the gradient fell below the tolerance
     */
    record Solution(double[] w, boolean converged) {}

    /**
     * Minimises the loss.
     *
     * @param start first coefficients, [K, d + 1]; not modified
     */
    static Solution minimise(SoftmaxLoss loss, double[] start) {
        return new NewtonSolver(loss).run(start);
    }

    private Solution run(double[] start) {
        // For C below 1 the tolerance is relative to C, because the weights are of order C.
        double enough = Math.max(TOLERANCE * loss.c() / (1 + loss.c()), loss.gradientRounding());
        SoftmaxLoss.Point point = loss.at(start);
        for (int step = 0; step < STEPS; step++) {
            if (largest(point.gradient()) <= enough) {
                return new Solution(point.w(), true);
            }
            if (blockIsOld) {
                block = loss.block(point);
                blockIsOld = false;
            }
            SoftmaxLoss.Point next = lineSearch(point, direction(point));
            if (next == point) {
                break;
            }
            point = next;
        }
        return new Solution(point.w(), largest(point.gradient()) <= enough);
    }

    private double[] direction(SoftmaxLoss.Point point) {
        double[] d = new double[loss.size()];
        double[] r = negated(point.gradient());
        double[] z = precondition(r);
        double[] p = z.clone();
        double rz = dot(r, z);
        double forcing = Math.min(0.1, Math.sqrt(largest(r)));
        double enough = forcing * forcing * rz;
        for (int inner = 0; inner < INNER_STEPS && rz > enough; inner++) {
            double[] hp = loss.hessianTimes(point, p);
            double curvature = dot(p, hp);
            if (!(curvature > 0)) {
                break;
            }
            add(rz / curvature, p, d);
            add(-rz / curvature, hp, r);
            z = precondition(r);
            double next = dot(r, z);
            scaleAndAdd(next / rz, p, z);
            rz = next;
            blockIsOld = inner >= SLOW;
        }
        return d;
    }

    /** Halves the step until the value falls sufficiently; a rise within rounding of a large value is allowed. */
    private SoftmaxLoss.Point lineSearch(SoftmaxLoss.Point point, double[] d) {
        double slope = dot(point.gradient(), d);
        double allowed = VALUE_ROUNDING * Math.abs(point.value());
        for (double t = 1; t > SMALLEST_STEP; t /= 2) {
            double[] w = point.w().clone();
            add(t, d, w);
            SoftmaxLoss.Point next = loss.at(w);
            if (next.value() <= point.value() + SUFFICIENT * t * slope + allowed) {
                return next;
            }
        }
        return point;
    }

    private double[] precondition(double[] r) {
        double[] z = r.clone();
        int stride = loss.size() / loss.classes();
        for (int from = 0; from < z.length; from += stride) {
            block.solve(z, from);
        }
        return z;
    }

    private static double[] negated(double[] x) {
        double[] y = new double[x.length];
        add(-1, x, y);
        return y;
    }

    private static double largest(double[] x) {
        double largest = 0;
        for (double value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static void add(double a, double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] += a * x[i];
        }
    }

    private static void scaleAndAdd(double a, double[] y, double[] x) {
        for (int i = 0; i < x.length; i++) {
            y[i] = a * y[i] + x[i];
        }
    }
}
