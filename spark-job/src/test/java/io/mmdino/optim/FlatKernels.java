package io.mmdino.optim;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Kernels.AdamStep;
import io.mmdino.kernel.Tensor;
import java.lang.reflect.Proxy;

/** The two operations the optimiser calls, in the plainest way. */
final class FlatKernels {

    private FlatKernels() {}

    static Kernels of(Tensor.Type type) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (self, call, a) -> {
                    switch (call.getName()) {
                        case "type":
                            return type;
                        case "sumOfSquares":
                            return sumOfSquares((Tensor) a[0]);
                        case "adamw":
                            adamw((Tensor) a[0], (Tensor) a[1], (Tensor) a[2], (Tensor) a[3], (AdamStep) a[4]);
                            return null;
                        default:
                            throw new UnsupportedOperationException(call.getName());
                    }
                });
    }

    private static double sumOfSquares(Tensor x) {
        double sum = 0;
        for (int i = 0; i < x.length(); i++) {
            sum += x.get(i) * x.get(i);
        }
        return sum;
    }

    private static void adamw(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep s) {
        for (int i = 0; i < p.length(); i++) {
            double gradient = g.get(i) * s.gradientScale();
            m.set(i, s.beta1() * m.get(i) + (1 - s.beta1()) * gradient);
            v.set(i, s.beta2() * v.get(i) + (1 - s.beta2()) * gradient * gradient);
            double update = m.get(i) / s.bias1() / (Math.sqrt(v.get(i) / s.bias2()) + s.epsilon());
            p.set(i, p.get(i) * (1 - s.lr() * s.weightDecay()) - s.lr() * update);
        }
    }
}
