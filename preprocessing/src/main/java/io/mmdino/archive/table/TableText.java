package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Text of a table's bytes, as spreadsheets, pandas and R write them: UTF-8 or UTF-16 with or without a byte order mark, else
 * Windows-1252; gzipped or not; lines that end in LF, CR LF or CR.
 */
final class TableText {

    private static final int LOOKED_AT = 4096;

    /** First bytes of files that are often taken for tables, and what they are. */
    private static final Map<String, String> NO_TABLES = Map.of(
            "504b0304",
            "an Excel or OpenDocument workbook: save it as CSV",
            "d0cf11e0",
            "an old Excel workbook: save it as CSV",
            "50415231",
            "a Parquet file: write it as CSV",
            "25504446",
            "a PDF: wanted a table as CSV");

    private TableText() {}

    /**
     * @param most bytes of the unpacked table at most
     * @throws ArchiveException when the bytes are no text; the message says what they are
     */
    static String of(String what, byte[] bytes, int most) throws IOException {
        byte[] plain = isGzip(bytes) ? unpacked(what, bytes, most) : bytes;
        String first = first(plain);
        if (NO_TABLES.containsKey(first)) {
            throw new ArchiveException(what + ": " + NO_TABLES.get(first));
        }
        String text = decoded(plain);
        if (text.indexOf('\0') >= 0) {
            throw new ArchiveException(what + ": no text; wanted a table as CSV in UTF-8 or UTF-16");
        }
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return body.indexOf('\n') < 0 ? body.replace('\r', '\n') : body;
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length > 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    }

    private static byte[] unpacked(String what, byte[] bytes, int most) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(most + 1);
            if (plain.length > most) {
                throw new ArchiveException(what + ": unpacks to more than " + most + " bytes; is this the right file?");
            }
            return plain;
        }
    }

    private static String first(byte[] bytes) {
        return bytes.length < 4
                ? ""
                : String.format("%08x", ByteBuffer.wrap(bytes).getInt());
    }

    private static String decoded(byte[] bytes) {
        Charset wide = wide(bytes);
        if (wide != StandardCharsets.UTF_8) {
            return new String(bytes, wide);
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, Charset.forName("windows-1252"));
        }
    }

    /** UTF-16 by its byte order mark, or by the zero bytes of its ASCII characters; UTF-8 otherwise. */
    private static Charset wide(byte[] bytes) {
        int zerosFirst = 0;
        int zerosSecond = 0;
        int looked = Math.min(bytes.length, LOOKED_AT) & ~1;
        for (int i = 0; i < looked; i += 2) {
            zerosFirst += bytes[i] == 0 ? 1 : 0;
            zerosSecond += bytes[i + 1] == 0 ? 1 : 0;
        }
        boolean littleMark = bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe;
        boolean bigMark = bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff;
        if (littleMark || zerosSecond > looked / 6 && zerosFirst == 0) {
            return StandardCharsets.UTF_16LE;
        }
        return bigMark || zerosFirst > looked / 6 && zerosSecond == 0
                ? StandardCharsets.UTF_16BE
                : StandardCharsets.UTF_8;
    }
}
