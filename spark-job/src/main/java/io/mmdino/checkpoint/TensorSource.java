package io.mmdino.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Named tensors in an open file, read one at a time. For use by one thread. */
public interface TensorSource extends Closeable {

    /**
     * Type and shape of a stored tensor.
     *
     * @param shape length of each axis, 0 or more; empty for a single number
     */
    record TensorInfo(Dtype dtype, List<Integer> shape) {

        public TensorInfo {
            shape = List.copyOf(shape);
        }

        /** @throws ArithmeticException when there are more than 2^63 */
        public long elements() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }
    }

    /** The file's name without its folders, for messages. */
    String fileName();

    /** All tensors by name, in the order of the file. */
    Map<String, TensorInfo> tensors();

    /**
     * Reads one tensor in row-major order, converted to float from any {@link Dtype}.
     *
     * @throws CheckpointException when there is none of that name or it is damaged
     */
    float[] floats(String name) throws IOException;
}
