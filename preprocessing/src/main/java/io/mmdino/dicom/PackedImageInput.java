package io.mmdino.dicom;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A packed frame as the JPEG 2000 decoder reads it. That decoder takes -1, the end, for eight more ones and counts them, so here the end is an exception, and so are more reads than any whole frame needs.
 */
final class PackedImageInput extends ImageInputStreamImpl {

    /** A bit reader may look so far ahead. */
    private static final int AHEAD = 8;

    /** Times that each byte may be read; headers are read more than once, packets are not. */
    private static final int TIMES = 16;

    private static final int SPARE = 1 << 16;

    private final byte[] packed;
    private int beyond;
    private long reads;

    PackedImageInput(byte[] packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        count(1);
        if (streamPos >= packed.length) {
            return end();
        }
        return packed[(int) streamPos++] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        bitOffset = 0;
        count(length);
        if (streamPos >= packed.length && length > 0) {
            return end();
        }
        int available = (int) Math.min(length, packed.length - streamPos);
        System.arraycopy(packed, (int) streamPos, to, offset, available);
        streamPos += available;
        return available;
    }

    @Override
    public long length() {
        return packed.length;
    }

    private int end() throws EOFException {
        if (++beyond > AHEAD) {
            throw new EOFException("the frame ends early");
        }
        return -1;
    }

    private void count(int bytes) throws IOException {
        reads += bytes;
        if (reads > (long) TIMES * packed.length + SPARE) {
            throw new IOException("the frame is read without end");
        }
    }
}
