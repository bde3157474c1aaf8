package io.mmdino.bench;

import io.mmdino.kernel.AttentionState;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of kernels, and the floating-point operations of their matrix products: one multiplication and one
 * addition for each term.
 */
public final class ProductCount {

    private final LongAdder operations = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private volatile boolean counting = true;

    /** Kernels that count the products and compute by {@code counted}. */
    public Kernels kernels(Kernels counted) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    if (counting) {
                        operations.add(products(method.getName(), arguments));
                        calls.add(method.getReturnType() == void.class ? 1 : 0);
                    }
                    try {
                        return method.invoke(counted, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Operations of {@link Kernels} called so far. */
    public long calls() {
        return calls.sum();
    }

    /** Floating-point operations counted so far. */
    public long operations() {
        return operations.sum();
    }

    /** Stops counting, so that the count costs no time. */
    public void stop() {
        counting = false;
    }

    private static long products(String operation, Object[] arguments) {
        return switch (operation) {
            case "gemm" -> {
                Tensor a = (Tensor) arguments[3];
                Tensor c = (Tensor) arguments[6];
                yield 2 * c.length() * ((boolean) arguments[0] ? a.rows() : a.cols());
            }
            case "linear", "linearGelu", "product" -> product((Tensor) arguments[0], (Tensor) arguments[1], 1);
            case "productBackward" -> product((Tensor) arguments[1], (Tensor) arguments[2], 2);
            case "attention" -> attention((Tensor) arguments[2], (AttentionState) arguments[1], 2);
            case "attentionBackward" -> attention((Tensor) arguments[0], (AttentionState) arguments[3], 4);
            default -> 0;
        };
    }

    /** Products of x [R, I] and w [O, I]. */
    private static long product(Tensor x, Tensor w, int products) {
        return products * 2L * x.rows() * w.length();
    }

    /** @param rows [S*N, D] */
    private static long attention(Tensor rows, AttentionState state, int products) {
        return products * 2L * state.tokens() * rows.length();
    }
}
