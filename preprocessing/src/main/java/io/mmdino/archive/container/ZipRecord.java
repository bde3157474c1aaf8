package io.mmdino.archive.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One entry of a zip's central directory (APPNOTE 4.3.12).
 *
 * @param rawName name as stored
 * @param name name as its writer meant it, see {@link NameBytes}
 * @param packed stored length in bytes
 * @param bytes declared length in bytes when unpacked
 * @param modified modification time in ms since 1970
 * @param kind upper bits of a Unix mode; 0 when the writer knew none
 * @param local offset of the entry's local header
 * @param length length of this record in bytes
 */
record ZipRecord(
        byte[] rawName,
        String name,
        int flags,
        int method,
        long crc,
        long packed,
        long bytes,
        long modified,
        int kind,
        long local,
        int length) {

    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int SIGNATURE = 0x02014b50;
    private static final int BYTES = 46;
    private static final long SATURATED = 0xffff_ffffL;
    private static final int UNIX = 3;
    private static final int DARWIN = 19;
    private static final int KIND = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int UTF_8 = 1 << 11;
    private static final int ZIP64 = 1;

    static ZipRecord read(InputStream in) throws IOException {
        ByteBuffer fixed = bytes(in, BYTES);
        if (fixed.getInt(0) != SIGNATURE) {
            throw new ContainerException("the zip's directory is damaged: copy it again");
        }
        int nameLength = fixed.getShort(28) & 0xffff;
        int extraLength = fixed.getShort(30) & 0xffff;
        int commentLength = fixed.getShort(32) & 0xffff;
        byte[] name = bytes(in, nameLength).array();
        ByteBuffer extra = bytes(in, extraLength);
        bytes(in, commentLength);
        int madeBy = fixed.get(5) & 0xff;
        boolean hasMode = madeBy == UNIX || madeBy == DARWIN;
        long[] large =
                zip64(extra, fixed.getInt(24) & SATURATED, fixed.getInt(20) & SATURATED, fixed.getInt(42) & SATURATED);
        int flags = fixed.getShort(8) & 0xffff;
        return new ZipRecord(
                name,
                NameBytes.decoded(name, extra, (flags & UTF_8) != 0, hasMode),
                flags,
                fixed.getShort(10) & 0xffff,
                fixed.getInt(16) & SATURATED,
                large[1],
                large[0],
                dosMillis(fixed.getShort(14) & 0xffff, fixed.getShort(12) & 0xffff),
                hasMode ? fixed.getShort(40) & KIND : 0,
                large[2],
                BYTES + nameLength + extraLength + commentLength);
    }

    boolean isFolder() {
        return kind == FOLDER
                || rawName.length > 0
                        && (rawName[rawName.length - 1] == '/' || rawName[rawName.length - 1] == '\\' && bytes == 0);
    }

    /** Why the entry cannot be read; empty when it can. */
    String fault() {
        if ((flags & ENCRYPTED) != 0) {
            return "it is encrypted; decrypt the container first";
        }
        if (kind != 0 && kind != FILE) {
            return "it is a link or a device, not a file";
        }
        if (method != STORED && method != DEFLATED) {
            return "it is packed by method " + method + ", wanted 0 (stored) or 8 (deflated); pack it again";
        }
        return method == STORED && packed != bytes
                ? "its stored and its unpacked length differ, but it is not packed"
                : "";
    }

    /**
     * The 64-bit lengths of the entry (APPNOTE 4.5.3); each is stored only when its 32-bit field is all ones.
     *
     * @return the three fields in the order given, each replaced by its 64-bit value where it was all ones
     */
    private static long[] zip64(ByteBuffer extra, long... fields) throws ContainerException {
        long[] result = fields.clone();
        ByteBuffer block = block(extra, ZIP64);
        for (int i = 0; i < result.length; i++) {
            if (result[i] == SATURATED && block.remaining() >= Long.BYTES) {
                result[i] = block.getLong();
            }
            if (result[i] < 0) {
                throw new ContainerException("the zip's directory holds a negative length: copy it again");
            }
        }
        return result;
    }

    /** The extra block of an id, empty when there is none. Damaged blocks of other kinds are ignored. */
    static ByteBuffer block(ByteBuffer extra, int wanted) {
        int at = 0;
        while (at + 4 <= extra.limit()) {
            int id = extra.getShort(at) & 0xffff;
            int length = extra.getShort(at + 2) & 0xffff;
            if (length > extra.limit() - at - 4) {
                break;
            }
            if (id == wanted) {
                return extra.slice(at + 4, length).order(ByteOrder.LITTLE_ENDIAN);
            }
            at += 4 + length;
        }
        return ByteBuffer.allocate(0);
    }

    /**
     * Milliseconds since 1970 of an MS-DOS date and time. They have a resolution of two seconds and no zone, and are taken as
     * UTC, so that the result does not depend on the machine. Impossible dates, such as month 0, roll over.
     */
    static long dosMillis(int date, int time) {
        LocalDate day = LocalDate.of(1980 + (date >>> 9), 1, 1)
                .plusMonths((date >>> 5 & 0xf) - 1L)
                .plusDays((date & 0x1f) - 1L);
        long seconds = (time >>> 11) * 3600L + (time >>> 5 & 0x3f) * 60L + (time & 0x1f) * 2L;
        return 1000 * (day.atStartOfDay().toEpochSecond(ZoneOffset.UTC) + seconds);
    }

    private static ByteBuffer bytes(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new ContainerException(
                    "the zip's directory breaks off: copy it again", new EOFException("end of the directory"));
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
