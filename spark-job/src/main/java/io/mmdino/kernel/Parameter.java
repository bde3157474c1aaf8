package io.mmdino.kernel;

import java.util.List;

/**
 * The name, shape and place of one parameter in the flat vector. It holds no values: student, teacher, gradients and
 * moments are {@link ParameterVector}s over the same parameters.
 *
 * @param name PyTorch's name, such as {@code backbone.blocks.3.attn.qkv.weight}
 * @param shape PyTorch's shape
 * @param offset first element in the flat vector
 */
public record Parameter(String name, List<Integer> shape, long offset) {

    public long length() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** Rows of its matrix view: leading axes of length 1 are dropped, and what is a vector then has one row. */
    public int rows() {
        int first = firstLongAxis();
        return first >= shape.size() - 1 ? 1 : shape.get(first);
    }

    public int cols() {
        return Math.toIntExact(length() / rows());
    }

    private int firstLongAxis() {
        int axis = 0;
        while (axis < shape.size() && shape.get(axis) == 1) {
            axis++;
        }
        return axis;
    }
}
