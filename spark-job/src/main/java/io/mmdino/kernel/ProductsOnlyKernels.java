package io.mmdino.kernel;

import java.lang.reflect.Proxy;

/**
 * Kernels that do the matrix products and nothing else: what a step costs if all the rest were free. The numbers they
 * leave are meaningless; only the time is of use.
 */
public final class ProductsOnlyKernels extends CheckedKernels {

    public ProductsOnlyKernels() {
        super(
                "products-only",
                Tensor.Type.FLOAT32,
                new Arithmetic(
                        new BlasProducts(new Attention(idle(Attention.RowSoftmax.class))),
                        idle(Arithmetic.Flat.class),
                        idle(Arithmetic.Rowwise.class),
                        idle(Arithmetic.Norms.class),
                        idle(Arithmetic.Activations.class),
                        idle(Arithmetic.Softmax.class),
                        idle(Arithmetic.Tokens.class)));
    }

    private static <T> T idle(Class<T> part) {
        Object nothing = Proxy.newProxyInstance(
                part.getClassLoader(),
                new Class<?>[] {part},
                (proxy, method, arguments) -> method.getReturnType() == double.class ? 0.0 : null);
        return part.cast(nothing);
    }
}
