package io.mmdino.archive.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Position of a zip's central directory, from the record at the file's end (APPNOTE 4.3.14 to 4.3.16).
 *
 * @param entries declared number of entries; writers without zip64 count modulo 65,536
 * @param offset offset of the first byte of the directory
 * @param length length of the directory in bytes
 */
record ZipEnd(long entries, long offset, long length) {

    private static final int SIGNATURE = 0x06054b50;
    private static final int SIGNATURE_64 = 0x06064b50;
    private static final int SIGNATURE_LOCATOR = 0x07064b50;
    private static final int BYTES = 22;
    private static final int BYTES_LOCATOR = 20;
    private static final int BYTES_64 = 56;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int SATURATED_16 = 0xffff;
    private static final long SATURATED_32 = 0xffff_ffffL;

    /** @param fileLength length of the zip in bytes */
    static ZipEnd find(FSDataInputStream in, long fileLength) throws IOException {
        int length = (int) Math.min(fileLength, BYTES + LONGEST_COMMENT);
        ByteBuffer tail = read(in, fileLength - length, length);
        for (int at = length - BYTES; at >= 0; at--) {
            if (tail.getInt(at) == SIGNATURE && at + BYTES + (tail.getShort(at + 20) & 0xffff) == length) {
                return checked(in, tail.slice(at, BYTES).order(ByteOrder.LITTLE_ENDIAN), fileLength - length + at);
            }
        }
        throw missing(in, fileLength);
    }

    private static ContainerException missing(FSDataInputStream in, long fileLength) throws IOException {
        ByteBuffer first = read(in, 0, (int) Math.min(fileLength, 2));
        boolean zip = first.remaining() == 2 && first.get(0) == 'P' && first.get(1) == 'K';
        return new ContainerException(
                zip
                        ? "the zip has no directory at its end: it is truncated, copy it again"
                        : "not a zip, whatever its name says; name it after what it is");
    }

    private static ZipEnd checked(FSDataInputStream in, ByteBuffer record, long position) throws IOException {
        if (record.getShort(4) != 0 && (record.getShort(4) & 0xffff) != SATURATED_16) {
            throw new ContainerException("the zip is one part of several; join the parts first");
        }
        ZipEnd end = new ZipEnd(
                record.getShort(10) & 0xffff, record.getInt(16) & SATURATED_32, record.getInt(12) & SATURATED_32);
        long limit = position;
        if (end.entries == SATURATED_16 || end.offset == SATURATED_32 || end.length == SATURATED_32) {
            ByteBuffer locator = position < BYTES_LOCATOR
                    ? ByteBuffer.allocate(4)
                    : read(in, position - BYTES_LOCATOR, BYTES_LOCATOR);
            if (locator.getInt(0) == SIGNATURE_LOCATOR) {
                limit = locator.getLong(8);
                end = large(in, limit, position - BYTES_LOCATOR);
            }
        }
        if (end.offset < 0 || end.length < 0 || end.offset > limit || end.length > limit - end.offset) {
            throw new ContainerException("the zip's directory lies outside of the file: copy it again");
        }
        return end;
    }

    private static ZipEnd large(FSDataInputStream in, long at, long limit) throws IOException {
        if (at < 0 || at > limit - BYTES_64) {
            throw new ContainerException("the zip's 64-bit end record lies outside of the file: copy it again");
        }
        ByteBuffer record = read(in, at, BYTES_64);
        if (record.getInt(0) != SIGNATURE_64) {
            throw new ContainerException("the zip's 64-bit end record is damaged: copy it again");
        }
        return new ZipEnd(record.getLong(32), record.getLong(48), record.getLong(40));
    }

    private static ByteBuffer read(FSDataInputStream in, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(at, bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
