package io.mmdino.kernel;

import java.util.EnumMap;
import java.util.Map;

/** Memory of each thread for rounded operands, which grows with the largest and is kept. */
final class OperandCopies {

    private final Tensor.Type type;
    private final ThreadLocal<Map<Multiplier.Slot, Tensor>> kept =
            ThreadLocal.withInitial(() -> new EnumMap<>(Multiplier.Slot.class));

    /** @param type of the copies */
    OperandCopies(Tensor.Type type) {
        this.type = type;
    }

    /** A tensor of the shape of {@code x} with undefined contents, valid until this thread's next call for the slot. */
    Tensor of(Multiplier.Slot slot, Tensor x) {
        Tensor root = kept.get().get(slot);
        if (root == null || root.length() < x.length()) {
            root = Tensor.host(type, 1, Math.toIntExact(x.length() + x.length() / 2));
            kept.get().put(slot, root);
        }
        return root.slice(0, x.rows(), x.cols());
    }
}
