package io.mmdino.dicom;

import java.io.Serializable;

/**
 * Identifiers of the patient and the image, which must not be logged. Texts are empty where the file has none.
 *
 * @param frameOfReference UID of the coordinate system; positions are comparable only between images with equal ones
 */
public record Identity(
        String patientId,
        String studyInstanceUid,
        String seriesInstanceUid,
        String sopInstanceUid,
        String sopClassUid,
        String frameOfReference)
        implements Serializable {

    private static final String MR = "1.2.840.10008.5.1.4.1.1.4";
    private static final String ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1";
    private static final String CONVERTED_MR = "1.2.840.10008.5.1.4.1.1.4.4";

    static Identity of(Dataset meta, Dataset data) {
        boolean unicode = Acquisition.unicode(data);
        String sopClass = data.text(Tags.SOP_CLASS);
        return new Identity(
                data.text(Tags.PATIENT_ID, unicode),
                data.text(Tags.STUDY_INSTANCE),
                data.text(Tags.SERIES_INSTANCE),
                data.text(Tags.SOP_INSTANCE),
                sopClass.isEmpty() ? meta.text(Tags.MEDIA_STORAGE_SOP_CLASS) : sopClass,
                data.text(Tags.FRAME_OF_REFERENCE));
    }

    /** Whether the SOP class is that of a classic, enhanced or legacy converted MR image. */
    public boolean mrImage() {
        return sopClassUid.equals(MR) || sopClassUid.equals(ENHANCED_MR) || sopClassUid.equals(CONVERTED_MR);
    }

    /** A constant, because identifiers must not be logged. */
    @Override
    public String toString() {
        return "Identity[withheld]";
    }
}
