package io.mmdino.dicom;

import java.io.IOException;
import java.util.Set;

/**
 * Tag, value representation and length of an element, which precede its value.
 *
 * <p>Some programs name another transfer syntax than they write, or mix elements with and without representation. The bytes then
 * decide: a representation is two letters of a fixed list, which the length of an implicit element can hardly be.
 *
 * @param tag group in the upper 16 bits, element in the lower
 * @param vr value representation, two letters; empty where the syntax is implicit and for items
 * @param length length of the value in bytes, or {@link #UNDEFINED}
 */
record ElementHead(int tag, String vr, long length) {

    /** Length of a value that ends with a delimiter. */
    static final long UNDEFINED = 0xFFFFFFFFL;

    /** Bytes of an element's head that are looked at: tag, representation, length. */
    static final int HEAD_BYTES = 8;

    private static final int FIRST_GROUP = 0x08;

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
    private static boolean isLongForm(byte first, byte second) {
        return LONG_FORM.contains(letters(first, second));
    }

    /**
     * The syntax of a data set whose first element shows that another byte order was written, or that it is not deflated.
     *
     * @param first bytes after the file meta information
     */
    static TransferSyntax corrected(TransferSyntax named, byte[] first) {
        if (first.length < HEAD_BYTES || !isRepresentation(first[4], first[5])) {
            return named.bigEndian() && isGroup(first, false) ? TransferSyntax.IMPLICIT_LITTLE : named;
        }
        boolean little = isGroup(first, false);
        if (little && (named.bigEndian() || named.deflated())) {
            return TransferSyntax.EXPLICIT_LITTLE;
        }
        boolean plain = named == TransferSyntax.EXPLICIT_LITTLE || named == TransferSyntax.IMPLICIT_LITTLE;
        return plain && isGroup(first, true) ? TransferSyntax.EXPLICIT_BIG : named;
    }

    /** Whether the first element is of group 0008 in a byte order. */
    private static boolean isGroup(byte[] first, boolean big) {
        return first.length >= HEAD_BYTES
                && first[big ? 1 : 0] == FIRST_GROUP
                && first[big ? 0 : 1] == 0
                && first[big ? 2 : 3] == 0;
    }

    /**
     * Whether the element that begins here has no value representation.
     *
     * @param head the first bytes of the element
     * @param named what the file says; it holds where the bytes do not decide
     */
    static boolean implicit(byte[] head, boolean named, boolean bigEndian) {
        if (head.length < HEAD_BYTES || isDelimiter(head, bigEndian)) {
            return named;
        }
        boolean representation = isRepresentation(head[4], head[5]);
        if (!representation) {
            return true;
        }
        boolean reserved = !isLongForm(head[4], head[5]) || head[6] == 0 && head[7] == 0;
        return named && !reserved;
    }

    private static boolean isDelimiter(byte[] head, boolean bigEndian) {
        int group = bigEndian ? (head[0] & 0xFF) << 8 | head[1] & 0xFF : (head[1] & 0xFF) << 8 | head[0] & 0xFF;
        return group == 0xFFFE;
    }

    boolean undefined() {
        return length == UNDEFINED;
    }

    private static String letters(byte first, byte second) {
        return new String(new char[] {(char) (first & 0xFF), (char) (second & 0xFF)});
    }
}
