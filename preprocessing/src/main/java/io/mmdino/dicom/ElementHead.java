package io.mmdino.dicom;

import java.io.IOException;
import java.util.Set;

/**
 * Tag, value representation and length of an element, which precede its value.
 *
 * @param tag group in the upper 16 bits, element in the lower
 * @param vr value representation, two letters; empty where the syntax is implicit and for items
 * @param length length of the value in bytes, or {@link #UNDEFINED}
 */
record ElementHead(int tag, String vr, long length) {

    /** Length of a value that ends with a delimiter. */
    static final long UNDEFINED = 0xFFFFFFFFL;

    private static final Set<String> LONG_FORM =
            Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");
    private static final Set<String> SHORT_FORM = Set.of(
            "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM",
            "UI", "UL", "US");

    private static final String WHAT = "an element's tag and length";

    /** Reads the head of the next element. Source: DICOM PS3.5 section 7.1. */
    static ElementHead read(DicomStream in, boolean implicit) throws IOException {
        int tag = in.tag(WHAT);
        if (implicit || tag >>> 16 == 0xFFFE) {
            return new ElementHead(tag, "", in.unsignedInt(WHAT));
        }
        byte[] letters = in.bytes(2, WHAT);
        String vr = letters(letters[0], letters[1]);
        if (LONG_FORM.contains(vr)) {
            in.skipFully(2, WHAT);
            return new ElementHead(tag, vr, in.unsignedInt(WHAT));
        }
        if (!SHORT_FORM.contains(vr)) {
            throw new DicomException("element " + Tags.show(tag) + " at byte " + in.position()
                    + " has no value representation that DICOM knows: the file is corrupt, export it again");
        }
        return new ElementHead(tag, vr, in.unsignedShort(WHAT));
    }

    /** Whether two bytes name a value representation. */
    static boolean isRepresentation(byte first, byte second) {
        String vr = letters(first, second);
        return LONG_FORM.contains(vr) || SHORT_FORM.contains(vr);
    }

    /** Whether a representation, given by its two letters, has two reserved bytes and a length of four bytes. */
    static boolean isLongForm(byte first, byte second) {
        return LONG_FORM.contains(letters(first, second));
    }

    boolean undefined() {
        return length == UNDEFINED;
    }

    private static String letters(byte first, byte second) {
        return new String(new char[] {(char) (first & 0xFF), (char) (second & 0xFF)});
    }
}
