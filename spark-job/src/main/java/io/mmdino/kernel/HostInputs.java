package io.mmdino.kernel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the host gives a computation: values are added one after the other, then uploaded together, and the tensors stay valid
 * until {@link #clear}. On kernels in the host's memory the tensors are where the values were written, and nothing is copied.
 * After the first steps have grown it, later ones of the same sizes allocate nothing. Not thread-safe.
 */
public final class HostInputs implements AutoCloseable {

    private static final int SLAB = 1 << 16;
    private static final int ALIGNMENT = 16;

    private final Kernels kernels;
    private final Map<Tensor.Type, Slabs> slabs = new EnumMap<>(Tensor.Type.class);

    public HostInputs(Kernels kernels) {
        this.kernels = kernels;
    }

    /** A tensor of the kernels and its counterpart in the host's memory, which are one where the kernels compute there. */
    private record Mirrored(Tensor host, Tensor own) {

        Mirrored slice(long from, int rows, int cols) {
            Tensor view = own.slice(from, rows, cols);
            return new Mirrored(host == own ? view : host.slice(from, rows, cols), view);
        }
    }

    /** The memory of one type, taken like a stack. */
    private final class Slabs {
        private final Tensor.Type type;
        private final List<Mirrored> all = new ArrayList<>();
        private int current;
        private long used;

        Slabs(Tensor.Type type) {
            this.type = type;
        }

        Mirrored take(int rows, int cols) {
            long need = ((long) rows * cols + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            while (current < all.size() && used + need > all.get(current).own().length()) {
                current++;
                used = 0;
            }
            if (current == all.size()) {
                all.add(allocated((need + SLAB - 1) / SLAB * SLAB));
            }
            Mirrored taken = all.get(current).slice(used, rows, cols);
            used += need;
            return taken;
        }

        private Mirrored allocated(long length) {
            Tensor own = kernels.allocate(type, Math.max(SLAB, length));
            return new Mirrored(own.isOnHost() ? own : kernels.hostTensor(type, Math.toIntExact(own.length())), own);
        }

        void upload() {
            for (int i = 0; i <= current && i < all.size(); i++) {
                Mirrored slab = all.get(i);
                if (slab.host() != slab.own()) {
                    kernels.send(slab.host(), slab.own());
                }
            }
        }
    }

    private Mirrored take(Tensor.Type type, int rows, int cols) {
        return slabs.computeIfAbsent(type, Slabs::new).take(rows, cols);
    }

    /** Row indices, [n, 1] int32. */
    public Tensor indices(int[] rows) {
        Mirrored taken = take(Tensor.Type.INT32, rows.length, 1);
        for (int i = 0; i < rows.length; i++) {
            taken.host().set(i, rows[i]);
        }
        return taken.own();
    }

    /** Numbers, [n, 1] float64. */
    public Tensor numbers(double... values) {
        Mirrored taken = take(Tensor.Type.FLOAT64, values.length, 1);
        for (int i = 0; i < values.length; i++) {
            taken.host().set(i, values[i]);
        }
        return taken.own();
    }

    /** Flags, [n, 1] uint8. */
    public Tensor flags(boolean[] flags) {
        Mirrored taken = take(Tensor.Type.UINT8, flags.length, 1);
        for (int i = 0; i < flags.length; i++) {
            taken.host().set(i, flags[i] ? 1 : 0);
        }
        return taken.own();
    }

    /** Values in the kernels' type, [rows, cols], where {@code parts} follow each other without gaps. */
    public Tensor values(int rows, int cols, List<float[]> parts) {
        Mirrored taken = take(kernels.type(), rows, cols);
        long at = 0;
        for (float[] part : parts) {
            taken.host().slice(at, 1, part.length).copyFrom(part);
            at += part.length;
        }
        if (at != taken.own().length()) {
            throw new IllegalArgumentException(at + " values for a tensor of " + rows + " x " + cols);
        }
        return taken.own();
    }

    /** Rows of numbers in the kernels' type, [rows.length, cols]. */
    public Tensor rows(double[][] rows, int cols) {
        Mirrored taken = take(kernels.type(), rows.length, cols);
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < cols; c++) {
                taken.host().set((long) r * cols + c, rows[r][c]);
            }
        }
        return taken.own();
    }

    /** Copies everything added since {@link #clear} to the kernels' memory; call it before they compute with it. */
    public void upload() {
        slabs.values().forEach(Slabs::upload);
    }

    /** Forgets everything; the memory is used again. */
    public void clear() {
        kernels.awaitSent();
        slabs.values().forEach(own -> {
            own.current = 0;
            own.used = 0;
        });
    }

    /** Elements of all memory in use or kept; constant after the first steps. */
    public long capacity() {
        return slabs.values().stream()
                .flatMap(own -> own.all.stream())
                .mapToLong(slab -> slab.own().length())
                .sum();
    }

    @Override
    public void close() {
        kernels.awaitSent();
        for (Slabs own : slabs.values()) {
            for (Mirrored slab : own.all) {
                slab.own().free();
                if (slab.host() != slab.own()) {
                    slab.host().free();
                }
            }
        }
        slabs.clear();
    }
}
