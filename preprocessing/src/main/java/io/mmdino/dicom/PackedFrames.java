package io.mmdino.dicom;

import io.mmdino.dicom.codec.FrameCodec;
import io.mmdino.dicom.codec.FrameException;
import io.mmdino.dicom.codec.Jpeg2000Codec;
import io.mmdino.dicom.codec.JpegCodec;
import io.mmdino.dicom.codec.JpegLosslessCodec;
import io.mmdino.dicom.codec.JpegLsCodec;
import io.mmdino.dicom.codec.RleCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Compressed frames in fragments. All fragments of a file with one frame belong to it. With several frames each has one fragment,
 * unless the basic offset table gives their offsets. Source: DICOM PS3.5 annex A.4.
 */
final class PackedFrames implements FrameSource {

    /**
     * Added to twice the raw size of a frame to bound its compressed size. Lossless coders expand incompressible frames only
     * slightly.
     */
    private static final int SPARE = 1 << 16;

    private static final String WHAT = "the fragments of the pixels";

    private final DicomStream in;
    private final PixelFormat format;
    private final FrameCodec codec;
    private final long[] offsets;
    private final long start;
    private final long most;
    private int frame;
    private boolean ended;

    PackedFrames(DicomStream in, PixelFormat format, FrameCodec codec) throws IOException {
        this.in = in;
        this.format = format;
        this.codec = codec;
        most = 2L * format.bytes() + SPARE;
        offsets = offsets();
        start = in.position();
    }

    @Override
    public void next(byte[] raw) throws IOException {
        byte[] packed = joined(true);
        if (packed.length == 0) {
            throw new DicomException(
                    "frame " + frame + " of " + format.frames() + " has no fragment: the file is corrupt");
        }
        try {
            codec.unpack(packed, format.frame(), raw);
        } catch (FrameException fault) {
            throw new DicomException(fault.getMessage(), fault);
        }
    }

    @Override
    public void skip() throws IOException {
        joined(false);
    }

    private long[] offsets() throws IOException {
        ElementHead item = fragment();
        if (ended || item.length() % 4 != 0 || item.length() > 4L * format.frames()) {
            throw new DicomException(
                    "the basic offset table has " + item.length() + " bytes, wanted 0 or 4 for each of "
                            + format.frames() + " frames: the file is corrupt, export it again");
        }
        ByteBuffer table = ByteBuffer.wrap(in.bytes((int) item.length(), "the basic offset table"))
                .order(ByteOrder.LITTLE_ENDIAN);
        long[] read = new long[table.remaining() / 4];
        for (int i = 0; i < read.length; i++) {
            read[i] = Integer.toUnsignedLong(table.getInt());
        }
        return read;
    }

    private byte[] joined(boolean kept) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long total = 0;
        boolean first = true;
        while (!ended && (first || !nextFrame())) {
            ElementHead item = fragment();
            if (ended) {
                break;
            }
            first = false;
            total += item.length();
            if (total > most) {
                throw new DicomException("frame " + (frame + 1) + " has more than " + most
                        + " bytes compressed, more than any coder needs for its pixels: the file is corrupt");
            }
            if (kept) {
                out.writeBytes(in.bytes((int) item.length(), WHAT));
            } else {
                in.skipFully(item.length(), WHAT);
            }
        }
        frame++;
        return out.toByteArray();
    }

    /** Whether the next fragment belongs to the next frame. */
    private boolean nextFrame() {
        if (format.frames() == 1 || frame == format.frames() - 1) {
            return format.frames() > 1 && offsets.length == 0;
        }
        return offsets.length <= frame + 1 || in.position() - start >= offsets[frame + 1];
    }

    private ElementHead fragment() throws IOException {
        ElementHead item = ElementHead.read(in, true);
        ended = item.tag() == Tags.SEQUENCE_END;
        if (!ended && (item.tag() != Tags.ITEM || item.undefined())) {
            throw new DicomException("the pixels have " + Tags.show(item.tag())
                    + " where a fragment was wanted: the file is corrupt, export it again");
        }
        return item;
    }

    /** Decoder of the frames of a compressed syntax. */
    static FrameCodec codec(TransferSyntax syntax) {
        return switch (syntax.coding()) {
            case RLE -> new RleCodec();
            case JPEG -> new JpegCodec();
            case JPEG_LOSSLESS -> new JpegLosslessCodec();
            case JPEG_LS -> new JpegLsCodec();
            case JPEG_2000 -> new Jpeg2000Codec();
            case NATIVE, NONE -> throw new IllegalArgumentException(syntax + " has no codec");
        };
    }
}
