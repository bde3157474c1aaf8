package io.mmdino.archive.container;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Names of a zip's entries as their writers meant them: UTF-8 by flag, by Info-ZIP's extra field or by the bytes themselves, else
 * code page 437 of MS-DOS (APPNOTE 4.4.4 and annex D), or ISO 8859-1 for a zip made on Unix. All of them keep different names
 * different.
 */
final class NameBytes {

    /** Characters 128 to 255 of code page 437, which some Java runtimes lack. */
    private static final String DOS = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»"
            + "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
            + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";

    private static final int UNICODE_PATH = 0x7075;
    private static final int HEAD = 5;

    private NameBytes() {}

    /** @param unix whether a Unix made the zip */
    static String decoded(byte[] raw, ByteBuffer extra, boolean utf8, boolean unix) {
        Optional<String> unicode = unicodePath(raw, extra);
        if (unicode.isPresent()) {
            return unicode.get();
        }
        String text = new String(raw, StandardCharsets.UTF_8);
        if (utf8 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), raw)) {
            return text;
        }
        return unix ? new String(raw, StandardCharsets.ISO_8859_1) : dos(raw);
    }

    private static String dos(byte[] raw) {
        StringBuilder text = new StringBuilder(raw.length);
        for (byte b : raw) {
            text.append(b >= 0 ? (char) b : DOS.charAt(b & 0x7f));
        }
        return text.toString();
    }

    /** Info-ZIP's Unicode path (APPNOTE 4.6.9), if it belongs to this name by its checksum. */
    private static Optional<String> unicodePath(byte[] raw, ByteBuffer extra) {
        ByteBuffer block = ZipRecord.block(extra, UNICODE_PATH);
        if (block.remaining() <= HEAD || block.get(0) != 1) {
            return Optional.empty();
        }
        CRC32 crc = new CRC32();
        crc.update(raw);
        if (block.order(ByteOrder.LITTLE_ENDIAN).getInt(1) != (int) crc.getValue()) {
            return Optional.empty();
        }
        byte[] name = new byte[block.remaining() - HEAD];
        block.position(HEAD).get(name);
        String text = new String(name, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), name) ? Optional.of(text) : Optional.empty();
    }
}
