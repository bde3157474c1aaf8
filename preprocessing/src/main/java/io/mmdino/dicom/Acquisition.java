package io.mmdino.dicom;

import java.io.Serializable;
import java.util.List;

/**
 * Acquisition parameters of an image. Texts are empty and numbers NaN where the file has none. Description, protocol and
 * contrast agent are free text that may name a patient and must not be logged.
 *
 * @param imageType values of ImageType, such as ORIGINAL, PRIMARY, M
 * @param contrastAgent name of the agent; {@code (coded)} where only a code is given
 * @param repetitionTime TR, ms
 * @param echoTime TE of the first frame, ms
 * @param inversionTime TI, ms
 * @param scanningSequence values such as SE, IR, GR, EP, RM
 * @param sequenceVariant values such as SK, SP, MP
 * @param acquisitionType 2D or 3D
 */
public record Acquisition(
        String modality,
        String seriesDescription,
        String protocolName,
        String sequenceName,
        List<String> imageType,
        String contrastAgent,
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
        boolean unicode = unicode(data);
        return new Acquisition(
                data.text(Tags.MODALITY),
                groups.text(Tags.SERIES_DESCRIPTION, unicode),
                groups.text(Tags.PROTOCOL_NAME, unicode),
                groups.text(Tags.SEQUENCE_NAME, unicode),
                data.texts(Tags.IMAGE_TYPE),
                agent(data, unicode),
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

    private static String agent(Dataset data, boolean unicode) {
        String name = data.text(Tags.CONTRAST_AGENT, unicode);
        return name.isEmpty() && !data.items(Tags.CONTRAST_AGENT_SEQUENCE).isEmpty() ? "(coded)" : name;
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

    /** Numbers only, because free text must not be logged. */
    @Override
    public String toString() {
        return "Acquisition[TR " + repetitionTime + ", TE " + echoTime + ", TI " + inversionTime + " ms]";
    }
}
