package io.mmdino.checkpoint;

import io.mmdino.checkpoint.TensorSource.TensorInfo;
import java.util.List;

/**
 * A tensor as a PyTorch file describes it: a view on a storage, which lies in the zip as {@code data/KEY}.
 *
 * @param info type and shape
 * @param key the storage's name
 * @param storageElements elements of the storage
 * @param offset the view's first element
 * @param strides elements from one index of an axis to the next
 */
record TorchTensor(TensorInfo info, String key, long storageElements, long offset, List<Long> strides) {

    TorchTensor {
        strides = List.copyOf(strides);
    }

    /** Elements from the first to the last that the view touches; 0 for an empty tensor. */
    long extent() {
        if (info.elements() == 0) {
            return 0;
        }
        long last = 0;
        for (int axis = 0; axis < strides.size(); axis++) {
            last = Math.addExact(last, Math.multiplyExact(info.shape().get(axis) - 1L, strides.get(axis)));
        }
        return Math.addExact(last, 1);
    }

    boolean isContiguous() {
        long expected = 1;
        for (int axis = strides.size() - 1; axis >= 0; axis--) {
            if (info.shape().get(axis) != 1 && strides.get(axis) != expected) {
                return false;
            }
            expected *= info.shape().get(axis);
        }
        return true;
    }

    /** The view's elements in row-major order out of {@code extent} elements of the storage. */
    float[] gather(float[] stored) {
        float[] values = new float[Math.toIntExact(info.elements())];
        int[] index = new int[strides.size()];
        long at = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = stored[(int) at];
            for (int axis = index.length - 1; axis >= 0; axis--) {
                at += strides.get(axis);
                if (++index[axis] < info.shape().get(axis)) {
                    break;
                }
                at -= index[axis] * strides.get(axis);
                index[axis] = 0;
            }
        }
        return values;
    }
}
