package io.mmdino.dicom.codec;

/** The bytes of a JPEG or JPEG-LS frame: markers and segments. Source: ITU-T T.81 annex B. */
final class JpegBytes {

    static final int RESTART = 0xD0;
    static final int START_OF_IMAGE = 0xD8;
    static final int END_OF_IMAGE = 0xD9;
    static final int START_OF_SCAN = 0xDA;
    static final int RESTART_INTERVAL = 0xDD;

    private static final int FIRST_FRAME = 0xC0;
    private static final int LAST_FRAME = 0xCF;
    private static final int RESTARTS = 8;

    private final String title;
    private final byte[] bytes;
    private int at;

    /** @param title name of the coding in messages */
    JpegBytes(String title, byte[] bytes) {
        this.title = title;
        this.bytes = bytes;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    /** Byte at a position; -1 beyond the end. */
    int at(int position) {
        return position < bytes.length ? bytes[position] & 0xFF : -1;
    }

    int u8() throws FrameException {
        if (at >= bytes.length) {
            throw corrupt("it ends early");
        }
        return bytes[at++] & 0xFF;
    }

    int u16() throws FrameException {
        int high = u8();
        return high << 8 | u8();
    }

    /** Reads a marker and returns its second byte; any number of FF may precede it. */
    int marker() throws FrameException {
        if (u8() != 0xFF) {
            throw corrupt("no marker where one was wanted");
        }
        int marker = u8();
        while (marker == 0xFF) {
            marker = u8();
        }
        return marker;
    }

    /** Reads the restart marker after interval number {@code interval}, from 0. */
    void restart(int interval) throws FrameException {
        int wanted = RESTART + interval % RESTARTS;
        int marker = marker();
        if (marker != wanted) {
            throw corrupt(String.format("marker FF%02X where restart FF%02X was wanted", marker, wanted));
        }
    }

    /** Reads the marker after the last coded data. */
    void endOfImage() throws FrameException {
        int marker = marker();
        if (marker != END_OF_IMAGE) {
            throw corrupt(String.format("marker FF%02X where the end of the image was wanted", marker));
        }
    }

    /** Reads the segments from the start of the image to the header of the scan, which is the last one. */
    void segments(SegmentReader reader) throws FrameException {
        if (u8() != 0xFF || u8() != START_OF_IMAGE) {
            throw corrupt("no start of an image");
        }
        int marker;
        do {
            marker = marker();
            int length = at;
            int end = segmentEnd(marker);
            reader.read(marker, end);
            if (at > end) {
                throw corrupt("a segment of " + (end - length) + " bytes, which is too short");
            }
            at = end;
        } while (marker != START_OF_SCAN);
    }

    private int segmentEnd(int marker) throws FrameException {
        boolean alone = marker < FIRST_FRAME || marker >= RESTART && marker <= END_OF_IMAGE;
        if (alone) {
            throw corrupt(String.format("marker FF%02X before a scan", marker));
        }
        int start = at;
        int length = u16();
        if (length < 2 || start + length > bytes.length) {
            throw corrupt("a segment of " + length + " bytes goes beyond the end");
        }
        return start + length;
    }

    /** @throws FrameException when the marker begins a frame or a table of another kind of JPEG */
    void requireNoFrame(int marker) throws FrameException {
        if (marker <= LAST_FRAME) {
            throw corrupt(String.format("marker FF%02X where a frame of %s was wanted", marker, title));
        }
    }

    /** Reads the header of a frame, checks its shape and returns the precision of its numbers in bits. */
    int frame(FrameFormat format) throws FrameException {
        int precision = u8();
        int rows = u16();
        int columns = u16();
        int components = u8();
        if (rows != format.rows() || columns != format.columns() || components != 1) {
            throw corrupt("a frame of " + rows + " x " + columns + " pixels and " + components + " components, wanted "
                    + format.rows() + " x " + format.columns() + " and one");
        }
        if (precision < 2 || precision > Math.min(16, format.bitsAllocated())) {
            throw corrupt("numbers of " + precision + " bits in pixels of " + format.bitsAllocated());
        }
        return precision;
    }

    FrameException corrupt(String what) {
        return new FrameException("the " + title + " pixels are corrupt: " + what + "; export the file again");
    }

    /** @param what the kind of coding that is not decoded */
    FrameException refused(String what) {
        return new FrameException(
                title + " with " + what + " is not decoded here: make the series explicit little endian"
                        + " first, by gdcmconv --raw or dcmtk's dcmdjpeg or dcmdjpls");
    }

    /** Reads the segments of a header, one at a time. */
    interface SegmentReader {

        /**
         * Reads a segment or a part of it.
         *
         * @param end position after the segment
         */
        void read(int marker, int end) throws FrameException;
    }
}
