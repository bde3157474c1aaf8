package io.mmdino.dicom.rules;

/** Statement of one text or attribute about a contrast agent. */
enum ContrastSays {
    NOTHING,
    GIVEN,
    NOT_GIVEN,
    /** Something that goes with an agent but does not prove that it was given, such as a route. */
    HINT,
    /** Both, or that it was refused. */
    BOTH
}
