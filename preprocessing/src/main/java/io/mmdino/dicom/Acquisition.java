package io.mmdino.dicom;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Acquisition parameters of an image. Texts are empty and numbers NaN where the file has none. Descriptions, protocol, parts of
 * the body and contrast agent are free text that may name a patient and must not be logged.
 *
 * @param bodyParts BodyPartExamined (0018,0015) and the meaning of AnatomicRegionSequence (0008,2218), those that are there
 * @param imageType values of ImageType, or of the FrameType of a frame of magnitudes, such as ORIGINAL, PRIMARY, M, and the complex component
 *     of enhanced images, such as PHASE
 * @param repetitionTime TR, ms
 * @param echoTime TE of the first frame, ms
 * @param inversionTime TI, ms
 * @param scanningSequence values such as SE, IR, GR, EP, RM
 * @param sequenceVariant values such as SK, SP, MP
 * @param acquisitionType 2D or 3D
 */
public record Acquisition(
        String modality,
        String studyDescription,
        String seriesDescription,
        String protocolName,
        String sequenceName,
        List<String> bodyParts,
        List<String> imageType,
        ContrastAttributes contrast,
        double repetitionTime,
        double echoTime,
        double inversionTime,
        List<String> scanningSequence,
        List<String> sequenceVariant,
        List<String> scanOptions,
        String acquisitionType,
        double echoNumber,
        double acquisitionNumber,
        double instanceNumber)
        implements Serializable {

    private static final int FIRST = 0;

    static Acquisition of(Dataset data, FrameGroups groups) {
        DicomText texts = DicomText.of(data);
        return new Acquisition(
                data.text(Tags.MODALITY),
                data.text(Tags.STUDY_DESCRIPTION, texts),
                groups.text(Tags.SERIES_DESCRIPTION, texts),
                groups.text(Tags.PROTOCOL_NAME, texts),
                groups.text(Tags.SEQUENCE_NAME, texts),
                bodyParts(data, groups, texts),
                groups.mainKind(),
                ContrastAttributes.of(data, groups, texts),
                groups.decimal(FIRST, Tags.TIMING_GROUP, Tags.REPETITION_TIME),
                groups.echoTime(FIRST),
                groups.inversionTime(FIRST),
                scanningSequence(data, groups),
                groups.texts(Tags.SEQUENCE_VARIANT),
                groups.texts(Tags.SCAN_OPTIONS),
                groups.text(Tags.ACQUISITION_TYPE, false),
                groups.decimal(FIRST, Tags.CONVERTED_FRAME_GROUP, Tags.ECHO_NUMBER),
                groups.decimal(FIRST, Tags.CONVERTED_FRAME_GROUP, Tags.ACQUISITION_NUMBER),
                data.decimal(Tags.INSTANCE_NUMBER));
    }

    static boolean unicode(Dataset data) {
        return data.text(Tags.CHARACTER_SET).contains("ISO_IR 192");
    }

    private static List<String> bodyParts(Dataset data, FrameGroups groups, DicomText texts) {
        List<String> parts = new ArrayList<>();
        parts.add(groups.text(Tags.BODY_PART, texts));
        groups.items(Tags.ANATOMY_GROUP, Tags.ANATOMIC_REGION).stream()
                .limit(1)
                .forEach(region -> parts.add(region.text(Tags.CODE_MEANING, texts)));
        return parts.stream().filter(part -> !part.isEmpty()).toList();
    }

    /** ScanningSequence; in enhanced images derived from EchoPulseSequence and InversionRecovery, DICOM PS3.3 C.8.13.4. */
    private static List<String> scanningSequence(Dataset data, FrameGroups groups) {
        List<String> classic = groups.texts(Tags.SCANNING_SEQUENCE);
        String echo = data.text(Tags.ECHO_PULSE_SEQUENCE);
        if (!classic.isEmpty() || echo.isEmpty()) {
            return classic;
        }
        String kind = echo.equals("GRADIENT") ? "GR" : "SE";
        return data.text(Tags.INVERSION_RECOVERY).equals("YES") ? List.of(kind, "IR") : List.of(kind);
    }

    /** These parameters without the numbers that differ between the slices of a series. */
    public Acquisition ofSeries() {
        return new Acquisition(
                modality,
                studyDescription,
                seriesDescription,
                protocolName,
                sequenceName,
                bodyParts,
                imageType,
                contrast.ofSeries(),
                repetitionTime,
                echoTime,
                inversionTime,
                scanningSequence,
                sequenceVariant,
                scanOptions,
                acquisitionType,
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }

    /** Numbers only, because free text must not be logged. */
    @Override
    public String toString() {
        return "Acquisition[TR " + repetitionTime + ", TE " + echoTime + ", TI " + inversionTime + " ms]";
    }
}
