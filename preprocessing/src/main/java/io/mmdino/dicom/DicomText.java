package io.mmdino.dicom;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes free text by SpecificCharacterSet (0008,0005), DICOM PS3.3 C.12.1.1.2. Where none is declared, which is frequent in
 * East Asia, text that is valid UTF-8 is read as such, then text whose high bytes come in long even runs as GB 18030, and the
 * rest as ISO 8859-1.
 *
 * @param declared value of the attribute, empty where the file has none
 */
record DicomText(String declared) {

    /** Charsets by the defined terms, without the prefix of code extensions. */
    private static final Map<String, String> CHARSETS = Map.ofEntries(
            Map.entry("ir 192", "UTF-8"),
            Map.entry("gb18030", "GB18030"),
            Map.entry("gbk", "GBK"),
            Map.entry("ir 58", "GB18030"),
            Map.entry("ir 149", "EUC-KR"),
            Map.entry("ir 13", "Shift_JIS"),
            Map.entry("ir 87", "ISO-2022-JP"),
            Map.entry("ir 159", "ISO-2022-JP-2"),
            Map.entry("ir 101", "ISO-8859-2"),
            Map.entry("ir 109", "ISO-8859-3"),
            Map.entry("ir 110", "ISO-8859-4"),
            Map.entry("ir 144", "ISO-8859-5"),
            Map.entry("ir 127", "ISO-8859-6"),
            Map.entry("ir 126", "ISO-8859-7"),
            Map.entry("ir 138", "ISO-8859-8"),
            Map.entry("ir 148", "ISO-8859-9"),
            Map.entry("ir 203", "ISO-8859-15"),
            Map.entry("ir 166", "TIS-620"));

    private static final char ESCAPE = 0x1B;

    static DicomText of(Dataset data) {
        return new DicomText(data.text(Tags.CHARACTER_SET).toLowerCase(Locale.ROOT));
    }

    /** Decodes a value without its padding. */
    String of(byte[] value) {
        Optional<Charset> charset = charset(value);
        String text = charset.isPresent() ? new String(value, charset.get()) : undeclared(value);
        // designations of character sets that the charset did not consume
        return text.replaceAll("\u001B[$(),\\-.][()]?[0-9A-Za-z]", "")
                .replace('\0', ' ')
                .strip();
    }

    /** Charset of the first declared set that is no Latin-1, as far as this Java has it. */
    private Optional<Charset> charset(byte[] value) {
        boolean japanese = declared.contains("ir 87") || declared.contains("ir 159");
        for (String term : declared.split("\\\\")) {
            String set = term.replace("iso 2022 ", "").replace("iso_", "").strip();
            if (japanese && !hasEscape(value)) { // a single-byte set alone
                set = declared.contains("ir 13") ? "ir 13" : "";
            }
            String name = CHARSETS.get(japanese && hasEscape(value) ? "ir 159" : set);
            if (name != null && Charset.isSupported(name)) {
                return Optional.of(Charset.forName(name));
            }
        }
        return declared.contains("100") ? Optional.of(StandardCharsets.ISO_8859_1) : Optional.empty();
    }

    private static boolean hasEscape(byte[] value) {
        for (byte one : value) {
            if (one == ESCAPE) {
                return true;
            }
        }
        return false;
    }

    private static String undeclared(byte[] value) {
        return strict(value, StandardCharsets.UTF_8)
                .or(() -> pairedHighBytes(value) ? strict(value, Charset.forName("GB18030")) : Optional.empty())
                .orElseGet(() -> new String(value, StandardCharsets.ISO_8859_1));
    }

    private static Optional<String> strict(byte[] value, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(value))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Whether all runs of bytes above 127 have an even length and one has four or more, as Chinese text has. */
    private static boolean pairedHighBytes(byte[] value) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i <= value.length; i++) {
            if (i < value.length && value[i] < 0) {
                run++;
            } else {
                if (run % 2 != 0) {
                    return false;
                }
                longest = Math.max(longest, run);
                run = 0;
            }
        }
        return longest >= 4;
    }
}
