package io.mmdino.kernel;

import java.util.List;

/**
 * Name, shape and position of one parameter in a {@link ParameterVector}. It holds no values: student, teacher,
 * gradients and moments are vectors over the same parameters.
 *
 * @param name PyTorch's name, such as {@code backbone.blocks.3.attn.qkv.weight}
 * @param shape PyTorch's shape
 * @param offset of its first element in the vector
 */
public record Parameter(String name, List<Integer> shape, long offset) {

    /** Elements, without padding. */
    public long length() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** Rows of its matrix view: the first axis after leading axes of length 1, or 1 when at most one axis is left. */
    public int rows() {
        int first = firstLongAxis();
        return first >= shape.size() - 1 ? 1 : shape.get(first);
    }

    /** Columns of its matrix view. */
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
