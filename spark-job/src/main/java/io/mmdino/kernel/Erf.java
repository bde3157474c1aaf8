package io.mmdino.kernel;

/**
 * The error function in double precision, with a relative error of about 1e-16.
 *
 * <p>Source: W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969), 631-637, with
 * the coefficients of his CALERF in SPECFUN.
 */
public final class Erf {

    private static final double[] A = {
        3.16112374387056560e00,
        1.13864154151050156e02,
        3.77485237685302021e02,
        3.20937758913846947e03,
        1.85777706184603153e-1
    };
    private static final double[] B = {
        2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03
    };
    private static final double[] C = {
        5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e01, 2.98635138197400131e02,
        8.81952221241769090e02, 1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03,
        2.15311535474403846e-8
    };
    private static final double[] D = {
        1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03,
        3.29079923573345963e03, 4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03
    };
    private static final double[] P = {
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4,
        1.63153871373020978e-2
    };
    private static final double[] Q = {
        2.56852019228982242e00,
        1.87295284992346725e00,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3
    };
    private static final double CORE = 0.46875;
    private static final double MIDDLE = 4;
    private static final double END = 27; // beyond it, erfc is below the smallest normal double and taken as 0
    private static final double ONE_OVER_SQRT_PI = 5.6418958354775628695e-1;

    private Erf() {}

    /** {@code 2/sqrt(pi) * integral from 0 to x of exp(-t^2)}. */
    public static double erf(double x) {
        double size = Math.abs(x);
        if (size <= CORE) {
            return core(x);
        }
        return Math.copySign(1 - upper(size), x);
    }

    /** {@code 1 - erf(x)}, without loss of digits where erf is nearly 1. */
    public static double erfc(double x) {
        double size = Math.abs(x);
        if (size <= CORE) {
            return 1 - core(x);
        }
        return x < 0 ? 2 - upper(size) : upper(size);
    }

    /** erf(x) for |x| up to 0.46875. */
    private static double core(double x) {
        double square = x * x;
        double top = A[4] * square;
        double bottom = square;
        for (int i = 0; i < 3; i++) {
            top = (top + A[i]) * square;
            bottom = (bottom + B[i]) * square;
        }
        return x * (top + A[3]) / (bottom + B[3]);
    }

    /** erfc(x) for x above 0.46875. */
    private static double upper(double x) {
        if (x > END) {
            return 0;
        }
        double scaled = x <= MIDDLE ? middle(x) : tail(x);
        double coarse = Math.floor(x * 16) / 16; // exp(-x^2) in two factors, because x^2 would be rounded
        return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse)) * scaled;
    }

    /** {@code e^(x^2) erfc(x)} for x up to 4. */
    private static double middle(double x) {
        double top = C[8] * x;
        double bottom = x;
        for (int i = 0; i < 7; i++) {
            top = (top + C[i]) * x;
            bottom = (bottom + D[i]) * x;
        }
        return (top + C[7]) / (bottom + D[7]);
    }

    /** {@code e^(x^2) erfc(x)} for x above 4. */
    private static double tail(double x) {
        double inverse = 1 / (x * x);
        double top = P[5] * inverse;
        double bottom = inverse;
        for (int i = 0; i < 4; i++) {
            top = (top + P[i]) * inverse;
            bottom = (bottom + Q[i]) * inverse;
        }
        return (ONE_OVER_SQRT_PI - inverse * (top + P[4]) / (bottom + Q[4])) / x;
    }
}
