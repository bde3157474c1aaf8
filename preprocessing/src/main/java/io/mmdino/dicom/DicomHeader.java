package io.mmdino.dicom;

import java.io.Serializable;

/**
 * What a DICOM file says before its pixels. Small and {@link Serializable} by java.io; Kryo without a registrator cannot
 * build records, so send it as bytes or under Java serialisation.
 *
 * @param syntax how the pixels are written
 * @param ids whose and which image; holds identifiers of the patient
 * @param acquisition how it was taken; its texts may hold names
 * @param pixels shape of a frame and its numbers; {@link PixelFormat#NONE} for objects that are no images
 * @param frames where each frame lies and how its numbers become intensities
 */
public record DicomHeader(
        TransferSyntax syntax, Identity ids, Acquisition acquisition, PixelFormat pixels, FrameTable frames)
        implements Serializable {

    /** Whether there are pixels: structured reports and presentation states have none. */
    public boolean image() {
        return pixels.rows() > 0;
    }

    /** Source of the header's parts. */
    static DicomHeader of(TransferSyntax syntax, Dataset meta, Dataset data, boolean pixels, DicomLimits limits)
            throws DicomException {
        PixelFormat format = pixels ? PixelFormat.of(data, limits) : PixelFormat.NONE;
        FrameGroups groups = FrameGroups.of(data, format.frames());
        return new DicomHeader(
                syntax, Identity.of(meta, data), Acquisition.of(data, groups), format, FrameTable.of(groups));
    }
}
