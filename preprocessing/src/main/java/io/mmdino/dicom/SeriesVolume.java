package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Stack;
import io.mmdino.volume.Affines;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.TreeMap;

/** A volume that is filled file by file, in any order of files. */
final class SeriesVolume {

    private final Stack stack;
    private final DicomLimits limits;
    private float[] voxels = {};
    private int filled;

    SeriesVolume(Stack stack, DicomLimits limits) throws DicomException {
        long wanted = (long) stack.width() * stack.height() * stack.depth();
        if (wanted > limits.maxVoxels()) {
            throw new DicomException("the series has " + wanted + " voxels, wanted at most " + limits.maxVoxels());
        }
        this.stack = stack;
        this.limits = limits;
    }

    /** Reads the frames that the stack takes of file number {@code file}. */
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

    Volume finished() {
        if (filled != stack.depth()) {
            throw new IllegalArgumentException(
                    filled + " slices were read of " + stack.depth() + ": fewer sources than headers were given");
        }
        return new Volume(voxels, stack.width(), stack.height(), stack.depth(), stack.affine());
    }

    private void decode(SampleDecoder decoder, FrameTable table, int number, byte[] frame, int slice)
            throws DicomException {
        double slope = table.slopes()[number];
        double intercept = table.intercepts()[number];
        requireFinite(decoder.format(), slope, intercept);
        int area = stack.width() * stack.height();
        if (filled == 0) { // a header alone takes no memory: one frame has been read
            voxels = new float[area * stack.depth()];
        }
        decoder.decode(frame, slope, intercept, voxels, slice * area);
        filled++;
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
        return slices;
    }

    /** The header was read once before: files may have changed, or come in another order. */
    private void check(DicomHeader header, TreeMap<Integer, Integer> slices) throws DicomException {
        header.pixels().checkGrey();
        boolean same = header.pixels().rows() == stack.height()
                && header.pixels().columns() == stack.width()
                && header.frames().count() > slices.lastKey();
        Optional<Integer> moved = slices.keySet().stream()
                .filter(frame -> !same || beside(header.frames().position(frame), slices.get(frame)))
                .findFirst();
        if (moved.isPresent()) {
            throw new DicomException("a file is not the one its header was read from: it changed since; run again");
        }
    }

    private boolean beside(double[] position, int slice) {
        double most = 0;
        for (int row = 0; row < 3; row++) {
            double placed = stack.affine()[4 * row + 3] + slice * stack.affine()[4 * row + 2];
            most = Math.max(most, Math.abs((row < 2 ? -position[row] : position[row]) - placed));
        }
        double edge = Math.max(Affines.spacing(stack.affine(), 0), Affines.spacing(stack.affine(), 1));
        return !(most <= SliceStacking.PLACE_TOLERANCE + SliceStacking.SLIDE_TOLERANCE * edge);
    }

    private static ByteOrder order(DicomFile file) {
        return file.header().syntax().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
