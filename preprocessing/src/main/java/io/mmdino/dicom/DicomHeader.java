package io.mmdino.dicom;

import java.io.Serializable;

/**
 * Attributes of a DICOM file before its pixels. {@link Serializable} by java.io; Kryo without a registrator cannot construct
 * records, so it is sent as bytes or by Java serialisation.
 *
 * @param syntax encoding of the elements and pixels
 * @param ids identifiers of the patient and the image
 * @param acquisition acquisition parameters; their texts may name a patient
 * @param pixels shape of a frame and of its stored numbers; {@link PixelFormat#NONE} for objects that are not images
 * @param frames position and scaling of each frame
 */
public record DicomHeader(
        TransferSyntax syntax, Identity ids, Acquisition acquisition, PixelFormat pixels, FrameTable frames)
        implements Serializable {

    /** Whether the object has pixels. Structured reports and presentation states have none. */
    public boolean image() {
        return pixels.rows() > 0;
    }

    /** Builds a header from the kept attributes. */
    static DicomHeader of(TransferSyntax syntax, Dataset meta, Dataset data, boolean pixels, DicomLimits limits)
            throws DicomException {
        PixelFormat format = pixels ? PixelFormat.of(data, limits) : PixelFormat.NONE;
        FrameGroups groups = FrameGroups.of(data, format.frames());
        return new DicomHeader(
                syntax, Identity.of(meta, data), Acquisition.of(data, groups), format, FrameTable.of(groups));
    }
}
