package io.mmdino.dicom;

import java.io.IOException;

/** The frames of a file in order, decompressed: stored numbers, row by row. */
interface FrameSource {

    /** Reads the next frame into {@code raw}, [{@link PixelFormat#bytes()}]. */
    void next(byte[] raw) throws IOException;

    /** Skips the next frame. */
    void skip() throws IOException;

    /** @throws DicomException when the pixels are missing or cannot be decoded */
    static FrameSource of(DicomFile file) throws IOException {
        TransferSyntax syntax = file.header().syntax();
        if (!syntax.decodable()) {
            throw new DicomException(syntax.title()
                    + " pixels are not decoded here: make the series explicit little endian first, such as by"
                    + " gdcmconv --raw");
        }
        ElementHead head = file.pixels().orElseThrow(() -> new DicomException("the file holds no pixels"));
        if (head.tag() != Tags.PIXELS) {
            throw new DicomException(Tags.show(head.tag()) + " holds floating point pixels, wanted integers in "
                    + Tags.show(Tags.PIXELS));
        }
        PixelFormat format = file.header().pixels();
        boolean packed = syntax.coding() != TransferSyntax.Coding.NATIVE;
        if (packed != head.undefined()) {
            throw new DicomException("the length of the pixels does not fit " + syntax.title()
                    + ": the file is corrupt, export it again");
        }
        return packed
                ? new PackedFrames(file.stream(), format, PackedFrames.codec(syntax))
                : new NativeFrames(file.stream(), format, head);
    }

    /** Frames that are stored without compression. */
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
            // the first of two 8-bit pixels is the lower byte of a 16-bit word, DICOM PS3.5 section 8.1.1
            swapped = in.bigEndian() && format.bitsAllocated() == 8 && head.vr().equals("OW");
        }

        @Override
        public void next(byte[] raw) throws IOException {
            if (!swapped) {
                in.readFully(raw, WHAT);
                return;
            }
            if (raw.length % 2 != 0) {
                throw new DicomException("frames of an odd number of bytes in big-endian words: export the file again");
            }
            in.readFully(raw, WHAT);
            for (int i = 0; i < raw.length; i += 2) {
                byte held = raw[i];
                raw[i] = raw[i + 1];
                raw[i + 1] = held;
            }
        }

        @Override
        public void skip() throws IOException {
            in.skipFully(format.bytes(), WHAT);
        }
    }
}
