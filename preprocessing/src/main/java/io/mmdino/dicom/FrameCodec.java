package io.mmdino.dicom;

/** Unpacks one compressed frame. */
interface FrameCodec {

    /**
     * @param packed the whole frame, its fragments joined
     * @param raw receives the numbers row by row, little endian, [{@link PixelFormat#bytes()}]
     * @throws DicomException when the bytes are corrupt or hold another shape than the header said
     */
    void unpack(byte[] packed, PixelFormat format, byte[] raw) throws DicomException;

    static FrameCodec of(TransferSyntax syntax) {
        return switch (syntax.coding()) {
            case RLE -> new RleCodec();
            case JPEG -> new JpegCodec();
            case JPEG_LOSSLESS -> new JpegLosslessCodec();
            case JPEG_2000 -> new Jpeg2000Codec();
            case NATIVE, NONE -> throw new IllegalArgumentException(syntax + " has no codec");
        };
    }
}
