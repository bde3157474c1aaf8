package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Elementwise;
import io.mmdino.kernel.Memory;
import io.mmdino.kernel.Segments;
import io.mmdino.kernel.Segments.Segment;
import io.mmdino.kernel.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** {@link Elementwise} by elementwise.cu and optimiser.cu. */
record CudaElementwise(CudaDevice device, SegmentTables tables) implements Elementwise {

    private static final int STEP_NUMBERS = 3;
    private static final int GROUP_BYTES = 3 * Double.BYTES;
    private static final int UPDATE_BLOCKS = 32;

    CudaElementwise(CudaDevice device) {
        this(device, new SegmentTables(device));
    }

    /** The device's copy of the last table of segments, which is constant during a run. */
    static final class SegmentTables {

        private static final int SEGMENT_BYTES = 40;

        private final CudaDevice device;
        private volatile Copy last;

        SegmentTables(CudaDevice device) {
            this.device = device;
        }

        private record Copy(List<Segment> table, Tensor tensor) {}

        Tensor of(Segments part) {
            Copy known = last;
            if (known == null || known.table != part.table()) {
                known = new Copy(part.table(), upload(part.table()));
                last = known;
            }
            return known.tensor;
        }

        private Tensor upload(List<Segment> table) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(SEGMENT_BYTES, table.size()))
                    .order(ByteOrder.nativeOrder());
            for (Segment segment : table) {
                bytes.putLong(segment.offset())
                        .putDouble(segment.lrFactor())
                        .putDouble(segment.decayFactor())
                        .putInt(segment.length())
                        .putInt(segment.group())
                        .putInt(segment.lastLayer() ? 1 : 0)
                        .putInt(0);
            }
            Memory memory = device.allocate(Tensor.Type.UINT8, bytes.capacity());
            memory.write(0, bytes.flip());
            return Tensor.root(memory, Tensor.Type.UINT8);
        }
    }

    @Override
    public void fill(Tensor y, double value) {
        device.lane()
                .launch("fill")
                .with(y)
                .with(y.length())
                .with((float) value)
                .overElements(y.length());
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        device.lane()
                .launch("copy")
                .with(source)
                .with(target)
                .with(source.length())
                .overElements(source.length());
    }

    @Override
    public void axpy(double a, Tensor x, Tensor y) {
        device.lane()
                .launch("axpy")
                .with((float) a)
                .with(x)
                .with(y)
                .with(x.length())
                .overElements(x.length());
    }

    @Override
    public void scale(double a, Tensor y) {
        device.lane().launch("scale").with((float) a).with(y).with(y.length()).overElements(y.length());
    }

    @Override
    public void lerp(Tensor y, Tensor x, double momentum) {
        device.lane()
                .launch("lerp")
                .with(y)
                .with(x)
                .with(momentum)
                .with(y.length())
                .overElements(y.length());
    }

    @Override
    public void sumsOfSquares(Tensor x, Segments part, Tensor sums) {
        device.lane()
                .launch("sums_of_squares")
                .with(x)
                .with(part.from())
                .with(tables.of(part))
                .with(part.first())
                .with(sums)
                .overRows(part.end() - part.first(), 0);
    }

    @Override
    public void adamw(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            Segments part,
            AdamRule rule,
            AdamStep step,
            Tensor squares,
            Tensor figures) {
        CudaLane lane = device.lane();
        Scratch scratch = Scratch.of(lane, part.groups());
        lane.send(numbers(step), scratch.numbers);
        isFinite(lane, squares, figures, scratch.finite);
        groups(lane, part, rule, squares, scratch);
        lane.launch("adamw")
                .with(p)
                .with(g)
                .with(m)
                .with(v)
                .with(part.from())
                .with(tables.of(part))
                .with(part.first())
                .with(scratch.numbers)
                .withStruct(rule.beta1(), rule.beta2(), rule.epsilon(), rule.clipNorm())
                .with(scratch.groups)
                .with(scratch.finite)
                .run(UPDATE_BLOCKS, part.end() - part.first(), KernelLaunch.BLOCK, 1, 0);
    }

    /**
     * Addresses of what an update needs beside its tensors.
     *
     * @param numbers of the step, float64
     * @param groups clip factor and bias corrections of each group, float64
     * @param finite whether all figures are, int32
     */
    private record Scratch(long numbers, long groups, long finite) {

        static Scratch of(CudaLane lane, int groups) {
            long numberBytes = (long) (STEP_NUMBERS + groups) * Double.BYTES;
            long groupBytes = (long) groups * GROUP_BYTES;
            long first = lane.scratch(numberBytes + groupBytes + Integer.BYTES);
            return new Scratch(first, first + numberBytes, first + numberBytes + groupBytes);
        }
    }

    private void groups(CudaLane lane, Segments part, AdamRule rule, Tensor squares, Scratch scratch) {
        lane.launch("adamw_groups")
                .with(squares)
                .with(tables.of(part))
                .with(part.total())
                .with(scratch.numbers)
                .withStruct(rule.beta1(), rule.beta2(), rule.epsilon(), rule.clipNorm())
                .with(part.groups())
                .with(scratch.groups)
                .run(1, 1, KernelLaunch.BLOCK, 1, 0);
    }

    private static double[] numbers(AdamStep step) {
        double[] numbers = new double[STEP_NUMBERS + step.counts().size()];
        numbers[0] = step.lr();
        numbers[1] = step.lastLayerLr();
        numbers[2] = step.weightDecay();
        for (int i = STEP_NUMBERS; i < numbers.length; i++) {
            numbers[i] = step.counts().get(i - STEP_NUMBERS);
        }
        return numbers;
    }

    private static void isFinite(CudaLane lane, Tensor squares, Tensor figures, long finite) {
        lane.launch("finite_step")
                .with(squares)
                .with(Math.toIntExact(squares.length()))
                .with(figures)
                .with(Math.toIntExact(figures.length()))
                .with(finite)
                .run(1, 1, KernelLaunch.BLOCK, 1, 0);
    }

    @Override
    public void follow(Tensor y, Tensor x, double momentum, Tensor squares, Tensor figures) {
        CudaLane lane = device.lane();
        long finite = lane.scratch(Integer.BYTES);
        isFinite(lane, squares, figures, finite);
        lane.launch("follow")
                .with(y)
                .with(x)
                .with(momentum)
                .with(finite)
                .with(y.length())
                .overElements(y.length());
    }
}
