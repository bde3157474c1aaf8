package io.mmdino.dicom.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** RLE: one PackBits segment for each byte of a number, the most significant first. Source: DICOM PS3.5 annex G. */
public final class RleCodec implements FrameCodec {

    private static final int HEADER = 64;

    @Override
    public void unpack(byte[] packed, FrameFormat format, byte[] raw) throws FrameException {
        int wanted = format.bitsAllocated() / 8;
        if (packed.length < HEADER) {
            throw corrupt("a frame of " + packed.length + " bytes has no header");
        }
        ByteBuffer header = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        int segments = header.getInt(0);
        if (segments != wanted) {
            throw corrupt(segments + " segments, wanted one for each byte of a number, " + wanted);
        }
        for (int segment = 0; segment < segments; segment++) {
            long from = Integer.toUnsignedLong(header.getInt(4 + 4 * segment));
            long to = segment + 1 < segments ? Integer.toUnsignedLong(header.getInt(8 + 4 * segment)) : packed.length;
            if (from < HEADER || from > to || to > packed.length) {
                throw corrupt(
                        "segment " + segment + " lies at " + from + " to " + to + " of " + packed.length + " bytes");
            }
            segment(packed, (int) from, (int) to, raw, segments - 1 - segment, segments);
        }
    }

    private static void segment(byte[] packed, int from, int to, byte[] raw, int first, int stride)
            throws FrameException {
        int at = from;
        int out = first;
        while (out < raw.length) {
            if (at >= to) {
                throw corrupt("a segment ends early");
            }
            int control = packed[at++];
            int count = control >= 0 ? control + 1 : 1 - control;
            if (control == -128) {
                continue;
            }
            boolean run = control < 0;
            if (at + (run ? 1 : count) > to || out + (long) (count - 1) * stride >= raw.length) {
                throw corrupt("a run goes beyond its segment or its frame");
            }
            for (int i = 0; i < count; i++, out += stride) {
                raw[out] = packed[run ? at : at + i];
            }
            at += run ? 1 : count;
        }
    }

    private static FrameException corrupt(String what) {
        return new FrameException("the RLE pixels are corrupt: " + what + "; export the file again");
    }
}
