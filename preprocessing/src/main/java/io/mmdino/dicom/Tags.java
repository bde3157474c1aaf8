package io.mmdino.dicom;

import java.util.Set;

/** Tags of the attributes that are read. All others are skipped. Source: DICOM PS3.6. */
public final class Tags {

    static final int META_GROUP = 0x0002;
    static final int MEDIA_STORAGE_SOP_CLASS = 0x00020002;
    static final int TRANSFER_SYNTAX = 0x00020010;

    static final int CHARACTER_SET = 0x00080005;
    public static final int IMAGE_TYPE = 0x00080008;
    static final int SOP_CLASS = 0x00080016;
    static final int SOP_INSTANCE = 0x00080018;
    static final int ACQUISITION_TIME = 0x00080032;
    static final int MODALITY = 0x00080060;
    static final int CODE_MEANING = 0x00080104;
    public static final int STUDY_DESCRIPTION = 0x00081030;
    public static final int SERIES_DESCRIPTION = 0x0008103E;
    static final int PATIENT_ID = 0x00100020;
    public static final int CONTRAST_AGENT = 0x00180010;
    static final int CONTRAST_AGENT_SEQUENCE = 0x00180012;
    static final int CONTRAST_ROUTE_SEQUENCE = 0x00180014;
    public static final int BODY_PART = 0x00180015;
    public static final int SCANNING_SEQUENCE = 0x00180020;
    static final int SEQUENCE_VARIANT = 0x00180021;
    static final int SCAN_OPTIONS = 0x00180022;
    static final int ACQUISITION_TYPE = 0x00180023;
    static final int SEQUENCE_NAME = 0x00180024;
    static final int SLICE_THICKNESS = 0x00180050;
    public static final int REPETITION_TIME = 0x00180080;
    public static final int ECHO_TIME = 0x00180081;
    public static final int INVERSION_TIME = 0x00180082;
    static final int ECHO_NUMBER = 0x00180086;
    public static final int PROTOCOL_NAME = 0x00181030;
    static final int CONTRAST_ROUTE = 0x00181040;
    static final int CONTRAST_VOLUME = 0x00181041;
    static final int CONTRAST_START = 0x00181042;
    static final int CONTRAST_STOP = 0x00181043;
    static final int CONTRAST_DOSE = 0x00181044;
    static final int CONTRAST_FLOW_RATE = 0x00181046;
    static final int CONTRAST_FLOW_DURATION = 0x00181047;
    static final int CONTRAST_INGREDIENT = 0x00181048;
    static final int CONTRAST_CONCENTRATION = 0x00181049;
    static final int FRAME_TYPE = 0x00089007;
    static final int COMPLEX_COMPONENT = 0x00089208;
    static final int ANATOMIC_REGION = 0x00082218;
    static final int FRAME_TYPE_GROUP = 0x00189226;
    static final int CONTRAST_USAGE_GROUP = 0x00189341;
    static final int CONTRAST_ADMINISTERED = 0x00189342;
    static final int CONTRAST_PHASE = 0x00189344;
    static final int ANATOMY_GROUP = 0x00209071;
    static final int B_VALUE = 0x00189087;
    static final int STUDY_INSTANCE = 0x0020000D;
    static final int SERIES_INSTANCE = 0x0020000E;
    static final int ACQUISITION_NUMBER = 0x00200012;
    static final int INSTANCE_NUMBER = 0x00200013;
    static final int POSITION = 0x00200032;
    static final int ORIENTATION = 0x00200037;
    static final int FRAME_OF_REFERENCE = 0x00200052;
    static final int TEMPORAL_POSITION = 0x00200100;
    static final int SAMPLES = 0x00280002;
    static final int PHOTOMETRIC = 0x00280004;
    static final int FRAMES = 0x00280008;
    static final int ROWS = 0x00280010;
    static final int COLUMNS = 0x00280011;
    static final int PIXEL_SPACING = 0x00280030;
    static final int BITS_ALLOCATED = 0x00280100;
    static final int BITS_STORED = 0x00280101;
    static final int HIGH_BIT = 0x00280102;
    static final int PIXEL_REPRESENTATION = 0x00280103;
    static final int PADDING = 0x00280120;
    static final int PADDING_LIMIT = 0x00280121;
    static final int INTERCEPT = 0x00281052;
    static final int SLOPE = 0x00281053;

    static final int SHARED_GROUPS = 0x52009229;
    static final int FRAME_GROUPS = 0x52009230;
    static final int POSITION_GROUP = 0x00209113;
    static final int ORIENTATION_GROUP = 0x00209116;
    static final int MEASURES_GROUP = 0x00289110;
    static final int TRANSFORM_GROUP = 0x00289145;
    static final int FRAME_CONTENT_GROUP = 0x00209111;
    static final int ECHO_GROUP = 0x00189114;
    static final int TIMING_GROUP = 0x00189112;
    static final int MODIFIER_GROUP = 0x00189115;
    static final int DIFFUSION_GROUP = 0x00189117;
    static final int CONVERTED_SHARED_GROUP = 0x00209170;
    static final int CONVERTED_FRAME_GROUP = 0x00209171;
    static final int ECHO_PULSE_SEQUENCE = 0x00189008;
    static final int INVERSION_RECOVERY = 0x00189009;
    static final int INVERSION_TIMES = 0x00189079;
    static final int EFFECTIVE_ECHO_TIME = 0x00189082;
    static final int TEMPORAL_INDEX = 0x00209128;

    static final int FLOAT_PIXELS = 0x7FE00008;
    static final int DOUBLE_PIXELS = 0x7FE00009;
    static final int PIXELS = 0x7FE00010;

    static final int ITEM = 0xFFFEE000;
    static final int ITEM_END = 0xFFFEE00D;
    static final int SEQUENCE_END = 0xFFFEE0DD;

    private static final Set<Integer> SEQUENCES = Set.of(
            CONTRAST_AGENT_SEQUENCE,
            CONTRAST_ROUTE_SEQUENCE,
            CONTRAST_USAGE_GROUP,
            ANATOMIC_REGION,
            ANATOMY_GROUP,
            FRAME_TYPE_GROUP,
            SHARED_GROUPS,
            FRAME_GROUPS,
            POSITION_GROUP,
            ORIENTATION_GROUP,
            MEASURES_GROUP,
            TRANSFORM_GROUP,
            FRAME_CONTENT_GROUP,
            ECHO_GROUP,
            TIMING_GROUP,
            MODIFIER_GROUP,
            DIFFUSION_GROUP,
            CONVERTED_SHARED_GROUP,
            CONVERTED_FRAME_GROUP);

    private static final Set<Integer> VALUES = Set.of(
            MEDIA_STORAGE_SOP_CLASS,
            TRANSFER_SYNTAX,
            CHARACTER_SET,
            IMAGE_TYPE,
            SOP_CLASS,
            SOP_INSTANCE,
            ACQUISITION_TIME,
            MODALITY,
            CODE_MEANING,
            STUDY_DESCRIPTION,
            BODY_PART,
            CONTRAST_ROUTE,
            CONTRAST_VOLUME,
            CONTRAST_START,
            CONTRAST_STOP,
            CONTRAST_DOSE,
            CONTRAST_FLOW_RATE,
            CONTRAST_FLOW_DURATION,
            CONTRAST_INGREDIENT,
            CONTRAST_CONCENTRATION,
            FRAME_TYPE,
            COMPLEX_COMPONENT,
            CONTRAST_ADMINISTERED,
            CONTRAST_PHASE,
            PADDING,
            PADDING_LIMIT,
            SERIES_DESCRIPTION,
            PATIENT_ID,
            CONTRAST_AGENT,
            SCANNING_SEQUENCE,
            SEQUENCE_VARIANT,
            SCAN_OPTIONS,
            ACQUISITION_TYPE,
            SEQUENCE_NAME,
            SLICE_THICKNESS,
            REPETITION_TIME,
            ECHO_TIME,
            INVERSION_TIME,
            ECHO_NUMBER,
            PROTOCOL_NAME,
            B_VALUE,
            STUDY_INSTANCE,
            SERIES_INSTANCE,
            ACQUISITION_NUMBER,
            INSTANCE_NUMBER,
            POSITION,
            ORIENTATION,
            FRAME_OF_REFERENCE,
            TEMPORAL_POSITION,
            SAMPLES,
            PHOTOMETRIC,
            FRAMES,
            ROWS,
            COLUMNS,
            PIXEL_SPACING,
            BITS_ALLOCATED,
            BITS_STORED,
            HIGH_BIT,
            PIXEL_REPRESENTATION,
            INTERCEPT,
            SLOPE,
            ECHO_PULSE_SEQUENCE,
            INVERSION_RECOVERY,
            INVERSION_TIMES,
            EFFECTIVE_ECHO_TIME,
            TEMPORAL_INDEX);

    private Tags() {}

    /** Whether the value of this attribute is kept. */
    static boolean kept(int tag) {
        return VALUES.contains(tag);
    }

    /** Whether the items of this sequence are parsed. */
    static boolean entered(int tag) {
        return SEQUENCES.contains(tag);
    }

    /** Formats a tag as in {@code (0028,0010)}. */
    static String show(int tag) {
        return String.format("(%04X,%04X)", tag >>> 16, tag & 0xFFFF);
    }
}
