package io.mmdino.slice;

import java.util.function.IntToDoubleFunction;

/**
 * Discrete Fourier transforms of a few hundred real numbers. They are computed by the definition, which is fast enough at this
 * length.
 */
final class Fourier {

    private final int length;
    private final double[] cos;
    private final double[] sin;

    Fourier(int length) {
        this.length = length;
        cos = new double[length];
        sin = new double[length];
        for (int n = 0; n < length; n++) {
            cos[n] = Math.cos(2 * Math.PI * n / length);
            sin[n] = Math.sin(2 * Math.PI * n / length);
        }
    }

    /** The transform of values that are symmetric around 0, which is real, [length]. */
    double[] ofEven(double[] values) {
        double[] out = new double[length];
        for (int f = 0; f < length; f++) {
            for (int n = 0; n < length; n++) {
                out[f] += values[n] * cos[f * n % length];
            }
        }
        return out;
    }

    /** The values after multiplying each frequency f by a factor that is real and even in f, [length]. */
    double[] filter(double[] values, IntToDoubleFunction factor) {
        double[] out = new double[length];
        for (int f = 0; f <= length / 2; f++) {
            double real = 0;
            double imaginary = 0;
            for (int n = 0; n < length; n++) {
                real += values[n] * cos[f * n % length];
                imaginary -= values[n] * sin[f * n % length];
            }
            // frequencies f and -f are each other's conjugates
            double weight = factor.applyAsDouble(f) * (f == 0 || 2 * f == length ? 1 : 2) / length;
            for (int n = 0; n < length; n++) {
                out[n] += weight * (real * cos[f * n % length] - imaginary * sin[f * n % length]);
            }
        }
        return out;
    }
}
