package io.mmdino.kernel.cuda;

import static io.mmdino.kernel.cuda.CudaException.products;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.global.cublas;

/** cuBLASLt on one device. Plans are kept by shape, the oldest ones up to a limit. */
final class ProductLibrary {

    /** Numbers of masked patches and of crops that stochastic depth keeps vary from step to step. */
    private static final int SHAPES = 1024;

    private static final long WORKSPACE = 32L << 20;

    private final CudaDevice device;
    private final cublasLtContext library = new cublasLtContext();
    private final Map<ProductShape, ProductPlan> plans = new LinkedHashMap<>(SHAPES, 0.75f, true);
    private final ProductPlan.Place place;

    ProductLibrary(CudaDevice device) {
        this.device = device;
        device.attach();
        products(cublas.cublasLtCreate(library), "cublasLtCreate", device);
        place = new ProductPlan.Place(library, device.stream(), device.allocate(WORKSPACE), WORKSPACE);
    }

    private synchronized ProductPlan plan(ProductShape shape) {
        ProductPlan known = plans.get(shape);
        if (known != null) {
            return known;
        }
        if (plans.size() >= SHAPES) {
            ProductShape oldest = plans.keySet().iterator().next();
            plans.remove(oldest).close();
        }
        ProductPlan made = new ProductPlan(shape, library, WORKSPACE);
        plans.put(shape, made);
        return made;
    }

    /**
     * {@code c = alpha * op(a) op(b) + beta * c + bias}, where m, n and k are 1 or more. All numbers but alpha and beta are
     * addresses of the device.
     *
     * @param bias not used when the shape has none
     */
    void multiply(ProductShape shape, double alpha, long a, long b, double beta, long c, long bias) {
        device.lane();
        plan(shape.at(a, b, c)).run(place, alpha, a, b, beta, c, bias);
        if (device.checks()) {
            device.synchronize(shape.toString());
        }
    }
}
