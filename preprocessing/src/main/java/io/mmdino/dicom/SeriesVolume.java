package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Stack;
import io.mmdino.volume.Affines;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A volume that is filled file by file, in any order. Pixels of padding become its background: 0, or the lowest intensity of the
 * others where that is negative. Copies of a slice must have its pixels.
 */
final class SeriesVolume {

    private final Stack stack;
    private final DicomLimits limits;
    private final BitSet filled = new BitSet();
    private float[] voxels = {};
    private boolean padded;

    SeriesVolume(Stack stack, DicomLimits limits) throws DicomException {
        long wanted = (long) stack.width() * stack.height() * stack.depth();
        if (wanted > limits.maxVoxels()) {
            throw new DicomException("the series has " + wanted + " voxels, wanted at most " + limits.maxVoxels());
        }
        this.stack = stack;
        this.limits = limits;
    }

    /** Reads the frames of file number {@code file} that belong to the stack. */
    void add(int file, InputStream raw) throws IOException {
        TreeMap<Integer, Integer> slices = slicesByFrame(file);
        if (slices.isEmpty()) {
            return;
        }
        try (DicomFile opened = DicomFile.open(raw, limits)) {
            DicomHeader header = opened.header();
            check(header, slices);
            FrameSource source = FrameSource.of(opened);
            SampleDecoder decoder = new SampleDecoder(header.pixels(), order(opened));
            byte[] frame = new byte[header.pixels().bytes()];
            for (int number = 0; number <= slices.lastKey(); number++) {
                if (slices.containsKey(number)) {
                    source.next(frame);
                    decode(decoder, header.frames(), number, frame, slices.get(number));
                } else {
                    source.skip();
                }
            }
            opened.finish();
        }
    }

    Volume volume() {
        if (filled.cardinality() != stack.depth()) {
            throw new IllegalArgumentException(filled.cardinality() + " slices were read of " + stack.depth()
                    + ": fewer sources than headers were given");
        }
        if (padded) {
            fillPadding();
        }
        return new Volume(voxels, stack.width(), stack.height(), stack.depth(), stack.affine());
    }

    private void decode(SampleDecoder decoder, FrameTable table, int number, byte[] frame, int slice)
            throws DicomException {
        double slope = table.slope(number);
        double intercept = table.intercepts()[number];
        requireFinite(decoder.format(), slope, intercept);
        int area = stack.width() * stack.height();
        if (filled.isEmpty()) { // allocated after the first frame was read, so that a header alone takes no memory
            voxels = new float[area * stack.depth()];
        }
        if (filled.get(slice)) {
            float[] copy = new float[area];
            decoder.decode(frame, slope, intercept, copy, 0);
            requireEqual(copy, slice * area);
            return;
        }
        padded |= decoder.decode(frame, slope, intercept, voxels, slice * area);
        filled.set(slice);
    }

    private void requireEqual(float[] copy, int offset) throws DicomException {
        if (!Arrays.equals(copy, 0, copy.length, voxels, offset, offset + copy.length)) {
            throw new DicomException(
                    "two images at one place have different pixels and no attribute that tells them apart:"
                            + " several volumes in one series; export them as one each");
        }
    }

    private void fillPadding() {
        float background = 0;
        for (float voxel : voxels) {
            background = voxel < background ? voxel : background; // false for padding, which is NaN
        }
        for (int i = 0; i < voxels.length; i++) {
            if (Float.isNaN(voxels[i])) {
                voxels[i] = background;
            }
        }
    }

    private static void requireFinite(PixelFormat format, double slope, double intercept) throws DicomException {
        double most = Math.abs(slope) * Math.scalb(1.0, format.bitsStored()) + Math.abs(intercept);
        if (most > Float.MAX_VALUE) {
            throw new DicomException("slope " + slope + " and intercept " + intercept
                    + " give intensities beyond float32: export the file again");
        }
    }

    private TreeMap<Integer, Integer> slicesByFrame(int file) {
        TreeMap<Integer, Integer> slices = new TreeMap<>();
        for (int slice = 0; slice < stack.depth(); slice++) {
            if (stack.files()[slice] == file) {
                slices.put(stack.frames()[slice], slice);
            }
        }
        stack.copies().stream()
                .filter(copy -> copy.file() == file)
                .forEach(copy -> slices.put(copy.frame(), copy.slice()));
        return slices;
    }

    /** Checks the header against the stack, because files may have changed since, or be given in another order. */
    private void check(DicomHeader header, TreeMap<Integer, Integer> slices) throws DicomException {
        header.pixels().checkGrey();
        boolean same = header.pixels().rows() == stack.height()
                && header.pixels().columns() == stack.width()
                && header.frames().count() > slices.lastKey();
        Optional<Integer> moved = slices.keySet().stream()
                .filter(frame -> !same || displaced(header.frames().position(frame), slices.get(frame)))
                .findFirst();
        if (moved.isPresent()) {
            throw new DicomException("a file is not the one its header was read from: it changed since; run again");
        }
    }

    private boolean displaced(double[] position, int slice) {
        double most = 0;
        for (int row = 0; row < 3; row++) {
            double placed = stack.affine()[4 * row + 3] + slice * stack.affine()[4 * row + 2];
            most = Math.max(most, Math.abs((row < 2 ? -position[row] : position[row]) - placed));
        }
        double edge = Math.max(Affines.spacing(stack.affine(), 0), Affines.spacing(stack.affine(), 1));
        return !(most <= SliceStacking.PLACE_TOLERANCE + SliceStacking.SHEAR_TOLERANCE * edge);
    }

    private static ByteOrder order(DicomFile file) {
        return file.header().syntax().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /**
     * Decodes uncompressed frames to intensities: {@code slope * stored + intercept} in double, rounded once to float32.
     *
     * <p>The stored bits end at the high bit; bits above it are ignored, and signed numbers are sign-extended from it. In
     * MONOCHROME1 low numbers are bright: they are inverted within the range of the stored bits before they are scaled.
     */
    private record SampleDecoder(PixelFormat format, ByteOrder order) {

        /**
         * Decodes a frame to {@link PixelFormat#area()} intensities of {@code out}, from {@code offset} on; padding becomes NaN.
         *
         * @return whether there is padding
         */
        boolean decode(byte[] raw, double slope, double intercept, float[] out, int offset) {
            ByteBuffer numbers = ByteBuffer.wrap(raw).order(order);
            int drop = 64 - format.bitsStored();
            int shift = format.highBit() + 1 - format.bitsStored();
            long sum = inversionSum();
            boolean padded = false;
            for (int i = 0; i < format.area(); i++) {
                long cell = bits(numbers, i);
                long bits = cell >>> shift << drop;
                long stored = format.signed() ? bits >> drop : bits >>> drop;
                if (isPadding(cell, stored)) {
                    out[offset + i] = Float.NaN;
                    padded = true;
                } else {
                    out[offset + i] = (float) (slope * (format.inverted() ? sum - stored : stored) + intercept);
                }
            }
            return padded;
        }

        /** Padding may use bits beyond the stored ones, so the whole cell is compared too. */
        private boolean isPadding(long cell, long stored) {
            return format.padding().holds(stored)
                    || format.bitsAllocated() == 16 && format.padding().holds(wide(cell));
        }

        private long wide(long cell) {
            return format.signed() ? (short) cell : cell;
        }

        /** Sum of a number and its inverse: lowest plus highest number. */
        private long inversionSum() {
            return format.signed() ? -1 : (1L << format.bitsStored()) - 1;
        }

        private long bits(ByteBuffer numbers, int i) {
            return switch (format.bitsAllocated()) {
                case 8 -> Byte.toUnsignedLong(numbers.get(i));
                case 16 -> Short.toUnsignedLong(numbers.getShort(2 * i));
                default -> Integer.toUnsignedLong(numbers.getInt(4 * i));
            };
        }
    }
}
