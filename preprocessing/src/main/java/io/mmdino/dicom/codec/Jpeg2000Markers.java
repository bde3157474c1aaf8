package io.mmdino.dicom.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Checks the markers of a JPEG 2000 codestream. It refuses frames of another size, tiny tiles and tiny precincts, for which the
 * decoder would allocate far more memory than the frame needs. Source: ITU-T T.800 annex A.
 */
final class Jpeg2000Markers {

    private static final int START = 0xFF4F;
    private static final int SIZE = 0xFF51;
    private static final int CODING_DEFAULT = 0xFF52;
    private static final int CODING_COMPONENT = 0xFF53;
    /** Packet headers in a marker segment. DICOM's coders write none, and the decoder would read beyond their end. */
    private static final int PACKET_HEADERS = 0xFF60;

    private static final int PACKET_HEADERS_OF_TILE = 0xFF61;
    private static final int TILE_PART = 0xFF90;
    private static final int DATA = 0xFF93;
    private static final int END = 0xFFD9;

    /** Log2 of the smallest precinct, each of which takes objects. Coders use 32768 pixels, or 128 and more for streaming. */
    private static final int SMALLEST_PRECINCT = 5;
    /** Smallest side of a tile in pixels; each tile takes objects. */
    private static final int SMALLEST_TILE = 32;

    private static final int MOST_LEVELS = 12;
    /** Number of the wavelet of 9 and 7 taps. */
    private static final int IRREVERSIBLE = 0;

    private final ByteBuffer in;
    /** Offset of the next tile-part; 0 before the first one and in one that extends to the end. */
    private long tilePart;

    private int bits;
    private boolean lossy;

    private Jpeg2000Markers(byte[] packed) {
        in = ByteBuffer.wrap(packed);
    }

    static Jpeg2000Markers check(byte[] packed, FrameFormat format) throws FrameException {
        try {
            Jpeg2000Markers markers = new Jpeg2000Markers(packed);
            markers.check(format);
            return markers;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw corrupt("its markers break off");
        }
    }

    /** Bits of a number. */
    int precision() {
        return bits;
    }

    /** Whether a wavelet is used that does not come back exactly. */
    boolean lossy() {
        return lossy;
    }

    private void check(FrameFormat format) throws FrameException {
        if (u16() != START || u16() != SIZE) {
            throw corrupt("no bare codestream");
        }
        int end = segmentEnd();
        size(format);
        in.position(end);
        boolean more = true;
        while (more) {
            int start = in.position();
            int marker = u16();
            more = marker != END && (marker == DATA ? nextTilePart() : segment(marker, start));
        }
    }

    /** Moves to the next tile-part; false where this one extends to the end. */
    private boolean nextTilePart() throws FrameException {
        if (tilePart == 0) {
            return false;
        }
        if (tilePart < in.position()) {
            throw corrupt("a tile that ends before its data begin");
        }
        in.position(Math.toIntExact(tilePart));
        return true;
    }

    private boolean segment(int marker, int start) throws FrameException {
        int end = segmentEnd();
        switch (marker) {
            case TILE_PART -> tilePart(start);
            case CODING_DEFAULT -> coding(in.get(), 4);
            case CODING_COMPONENT -> {
                in.get(); // the component's number
                coding(in.get(), 0);
            }
            case PACKET_HEADERS, PACKET_HEADERS_OF_TILE -> throw corrupt("packet headers apart from their packets");
            default -> in.position(end);
        }
        in.position(end);
        return true;
    }

    /**
     * Refuses coded data with FF FF, which T.800 section B.10.1 forbids. In a packet's header such a pair would make the decoder
     * read one bits without end.
     */
    private void checkCodedData(int start) throws FrameException {
        for (int i = start; i + 1 < in.limit(); i++) {
            if (in.get(i) == -1 && in.get(i + 1) == -1) {
                throw corrupt("coded data with FF FF");
            }
        }
    }

    private void size(FrameFormat format) throws FrameException {
        u16(); // capabilities
        long width = u32();
        long height = u32();
        long left = u32();
        long top = u32();
        long tileWidth = u32();
        long tileHeight = u32();
        u32();
        u32(); // the first tile's offset
        int components = u16();
        if (width - left != format.columns() || height - top != format.rows() || components != 1) {
            throw corrupt("a frame of " + (height - top) + " x " + (width - left) + " pixels and " + components
                    + " components, wanted " + format.rows() + " x " + format.columns() + " and one");
        }
        bits = (in.get() & 0x7F) + 1;
        int step = in.get() | in.get();
        boolean tiny = tileWidth < Math.min(SMALLEST_TILE, width) || tileHeight < Math.min(SMALLEST_TILE, height);
        if (bits > format.bitsAllocated() || bits > 16 || step != 1 || tiny) {
            throw corrupt("numbers of " + bits + " bits in pixels of " + format.bitsAllocated() + ", tiles of "
                    + tileWidth + " x " + tileHeight);
        }
    }

    /** @param skipped bytes between the style and the number of levels */
    private void coding(int style, int skipped) throws FrameException {
        in.position(in.position() + skipped);
        int levels = in.get() & 0xFF;
        if (levels > MOST_LEVELS) {
            throw corrupt(levels + " levels of resolution, wanted at most " + MOST_LEVELS);
        }
        in.position(in.position() + 3); // code blocks
        lossy |= in.get() == IRREVERSIBLE;
        if ((style & 1) == 0) {
            return;
        }
        for (int level = 0; level <= levels; level++) {
            int size = in.get() & 0xFF;
            if ((size & 15) < SMALLEST_PRECINCT || size >> 4 < SMALLEST_PRECINCT) {
                throw corrupt("precincts below " + (1 << SMALLEST_PRECINCT) + " pixels");
            }
        }
    }

    private void tilePart(int start) throws FrameException {
        if (tilePart == 0) {
            checkCodedData(start); // once, from the first tile to the end
        }
        u16(); // the tile's number
        long length = u32();
        long next = start + length;
        if (length != 0 && (length < 14 || next > in.limit())) {
            throw corrupt("a tile of " + length + " bytes goes beyond the end");
        }
        tilePart = length == 0 ? 0 : next;
    }

    private int segmentEnd() throws FrameException {
        int start = in.position();
        int length = u16();
        if (length < 2 || start + length > in.limit()) {
            throw corrupt("a segment of " + length + " bytes goes beyond the end");
        }
        return start + length;
    }

    private int u16() {
        return Short.toUnsignedInt(in.getShort());
    }

    private long u32() {
        return Integer.toUnsignedLong(in.getInt());
    }

    static FrameException corrupt(String what) {
        return new FrameException("the JPEG 2000 pixels are corrupt: " + what + "; export the file again");
    }
}
