package io.mmdino.dicom;

import java.io.IOException;

/** The frames of a file in its order, each as a native frame: numbers row by row, without compression. */
interface FrameSource {

    /** Reads the next frame into {@code raw}, [{@link PixelFormat#bytes()}]. */
    void next(byte[] raw) throws IOException;

    /** Passes over the next frame. */
    void skip() throws IOException;

    static FrameSource of(DicomFile file) throws IOException {
        TransferSyntax syntax = file.header().syntax();
        if (!syntax.decodable()) {
            throw new DicomException(syntax.title()
                    + " pixels are not decoded here: make the series explicit little endian first, by gdcmconv --raw or"
                    + " dcmtk's dcmdjpls or dcmdjpeg");
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
                ? new PackedFrames(file.stream(), format, FrameCodec.of(syntax))
                : new NativeFrames(file.stream(), format, head);
    }
}
