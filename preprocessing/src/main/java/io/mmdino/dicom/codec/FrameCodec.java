package io.mmdino.dicom.codec;

/** Decoder of compressed frames. Holds no state: one decoder serves all frames of a file. */
public interface FrameCodec {

    /**
     * Decodes one frame.
     *
     * @param packed all fragments of the frame, joined
     * @param raw receives the stored numbers row by row, little endian, [{@link FrameFormat#bytes()}]
     * @throws FrameException when the frame is corrupt, of a kind that is not decoded, or its shape is not the format's
     */
    void unpack(byte[] packed, FrameFormat format, byte[] raw) throws FrameException;
}
