package io.mmdino.checkpoint;

import java.util.List;

/**
 * What a stored tensor is.
 *
 * @param shape each axis 0 or more; empty for a single number
 */
public record TensorInfo(Dtype dtype, List<Integer> shape) {

    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** @throws ArithmeticException when there are more than 2^63 */
    public long elements() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
