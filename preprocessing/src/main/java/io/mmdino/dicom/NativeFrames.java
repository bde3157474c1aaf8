package io.mmdino.dicom;

import java.io.IOException;

/** Frames without compression, one after the other. */
final class NativeFrames implements FrameSource {

    private static final String WHAT = "the pixels";

    private final DicomStream in;
    private final PixelFormat format;
    private final boolean swapped;

    NativeFrames(DicomStream in, PixelFormat format, ElementHead head) throws DicomException {
        long wanted = (long) format.bytes() * format.frames();
        if (head.length() < wanted) {
            throw new DicomException("the pixels have " + head.length() + " bytes, wanted " + wanted
                    + " by rows, columns, frames and bits: the file is corrupt, export it again");
        }
        this.in = in;
        this.format = format;
        // bytes in 16-bit words: the first of two is the word's lower half. Source: DICOM PS3.5 section 8.1.1
        swapped = in.bigEndian() && format.bitsAllocated() == 8 && head.vr().equals("OW");
    }

    @Override
    public void next(byte[] raw) throws IOException {
        if (!swapped) {
            in.into(raw, WHAT);
            return;
        }
        if (raw.length % 2 != 0) {
            throw new DicomException("frames of an odd number of bytes in big-endian words: export the file again");
        }
        in.into(raw, WHAT);
        for (int i = 0; i < raw.length; i += 2) {
            byte held = raw[i];
            raw[i] = raw[i + 1];
            raw[i + 1] = held;
        }
    }

    @Override
    public void skip() throws IOException {
        in.pass(format.bytes(), WHAT);
    }
}
