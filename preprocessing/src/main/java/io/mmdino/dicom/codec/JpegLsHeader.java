package io.mmdino.dicom.codec;

import io.mmdino.dicom.codec.JpegLsParameters.Presets;

/**
 * Reads the markers before the coded data of a JPEG-LS frame. Mapping tables, point transforms and extensions of part 2 are refused
 * by name. Source: ISO/IEC 14495-1 annex C.
 */
final class JpegLsHeader {

    private static final int SOF = 0xF7;
    private static final int SOF_EXTENDED = 0xF9;
    private static final int PRESETS = 0xF8;
    private static final int PRESETS_BYTES = 13;

    private final FrameFormat format;
    private final JpegBytes in;
    private Presets presets = Presets.DEFAULT;
    private JpegLsParameters parameters;
    private int precision;
    private int restartRows;

    private JpegLsHeader(JpegBytes in, FrameFormat format) {
        this.in = in;
        this.format = format;
    }

    static JpegLsHeader parse(JpegBytes in, FrameFormat format) throws FrameException {
        JpegLsHeader header = new JpegLsHeader(in, format);
        in.segments(header::segment);
        return header;
    }

    JpegLsParameters parameters() {
        return parameters;
    }

    /** Bits of a number. */
    int precision() {
        return precision;
    }

    /** Whether a restart marker stands before this row. */
    boolean restart(int y) {
        return restartRows > 0 && y > 0 && y % restartRows == 0;
    }

    /** Number of the restart interval that ends before this row, from 0. */
    int interval(int y) {
        return y / restartRows - 1;
    }

    private void segment(int marker, int end) throws FrameException {
        switch (marker) {
            case SOF -> precision = in.frame(format);
            case SOF_EXTENDED -> throw in.refused("extensions of part 2");
            case PRESETS -> presets(end - in.position() + 2);
            case JpegBytes.RESTART_INTERVAL -> restarts(end - in.position());
            case JpegBytes.START_OF_SCAN -> scan();
            default -> in.requireNoFrame(marker);
        }
    }

    private void presets(int length) throws FrameException {
        int kind = in.u8();
        switch (kind) {
            case 1 -> {
                if (length != PRESETS_BYTES) {
                    throw in.corrupt("presets of " + length + " bytes, wanted " + PRESETS_BYTES);
                }
                presets = new Presets(in.u16(), in.u16(), in.u16(), in.u16(), in.u16());
            }
            case 2, 3 -> throw in.refused("a mapping table");
            case 4 -> throw in.refused("a size of more than 16 bits");
            default -> throw in.refused("presets of kind " + kind);
        }
    }

    /** Reads the number of rows between restarts, a number of two to four bytes. */
    private void restarts(int bytes) throws FrameException {
        if (bytes < 2 || bytes > 4) {
            throw in.corrupt("a restart interval of " + bytes + " bytes, wanted 2 to 4");
        }
        long rows = 0;
        for (int i = 0; i < bytes; i++) {
            rows = rows << 8 | in.u8();
        }
        restartRows = (int) Math.min(rows, Integer.MAX_VALUE);
    }

    private void scan() throws FrameException {
        int components = in.u8();
        in.u8(); // number of the component
        int mapping = in.u8();
        int near = in.u8();
        int interleaved = in.u8();
        int transform = in.u8();
        if (components != 1 || precision == 0 || interleaved > 2) {
            throw in.corrupt("a scan of " + components + " components, interleave mode " + interleaved + ", precision "
                    + precision);
        }
        if (mapping != 0 || transform != 0) {
            throw in.refused(mapping != 0 ? "a mapping table" : "a point transform");
        }
        parameters = JpegLsParameters.of(precision, near, presets, in);
    }
}
