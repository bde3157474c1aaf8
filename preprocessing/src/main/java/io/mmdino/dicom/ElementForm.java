package io.mmdino.dicom;

/**
 * Whether elements are written with their value representation, as the bytes themselves say. Some programs name another transfer
 * syntax than they write, or mix both forms; an element's representation is two letters of a fixed list, which the length of an
 * implicit element can hardly be.
 */
final class ElementForm {

    /** Bytes of an element's head that are looked at: tag, representation, length. */
    static final int BYTES = 8;

    private static final int FIRST_GROUP = 0x08;

    private ElementForm() {}

    /**
     * The syntax of a data set whose first element shows that another byte order was written, or that it is not deflated.
     *
     * @param first bytes after the file meta information
     */
    static TransferSyntax corrected(TransferSyntax named, byte[] first) {
        if (first.length < BYTES || !ElementHead.isRepresentation(first[4], first[5])) {
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
        return first.length >= BYTES
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
        if (head.length < BYTES || isDelimiter(head, bigEndian)) {
            return named;
        }
        boolean representation = ElementHead.isRepresentation(head[4], head[5]);
        if (!representation) {
            return true;
        }
        boolean reserved = !ElementHead.isLongForm(head[4], head[5]) || head[6] == 0 && head[7] == 0;
        return named && !reserved;
    }

    private static boolean isDelimiter(byte[] head, boolean bigEndian) {
        int group = bigEndian ? (head[0] & 0xFF) << 8 | head[1] & 0xFF : (head[1] & 0xFF) << 8 | head[0] & 0xFF;
        return group == 0xFFFE;
    }
}
