package io.mmdino.archive.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/** Opens the bytes of a zip's entry that its central directory describes. */
final class ZipContent {

    private static final int SIGNATURE = 0x04034b50;
    private static final int BYTES = 30;
    private static final int BUFFER = 1 << 16;

    private ZipContent() {}

    /**
     * Opens an entry that has no fault by {@link ZipRecord#fault()}. Its local header (APPNOTE 4.3.7) must hold the record's
     * name and method, or programs that trust the one and the other would read different files.
     *
     * @param in closed with the stream returned
     */
    static InputStream open(FSDataInputStream in, long fileLength, ZipRecord record) throws IOException {
        long data = data(in, fileLength, record);
        in.seek(data);
        InputStream packed = new EntryStream.BoundedStream(in, record.packed(), in);
        InputStream plain = record.method() == ZipRecord.STORED ? packed : new RawInflater(packed);
        return new EntryStream(plain, record.bytes(), OptionalLong.of(record.crc()));
    }

    private static long data(FSDataInputStream in, long fileLength, ZipRecord record) throws IOException {
        int nameLength = record.rawName().length;
        if (record.local() > fileLength - BYTES - nameLength) {
            throw outside();
        }
        byte[] bytes = new byte[BYTES + nameLength];
        in.readFully(record.local(), bytes);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean same = header.getInt(0) == SIGNATURE
                && (header.getShort(8) & 0xffff) == record.method()
                && (header.getShort(26) & 0xffff) == nameLength
                && Arrays.equals(bytes, BYTES, bytes.length, record.rawName(), 0, nameLength);
        if (!same) {
            throw new ContainerException("the zip's directory and an entry contradict each other: copy it again");
        }
        long data = record.local() + BYTES + nameLength + (header.getShort(28) & 0xffff);
        if (data > fileLength || record.packed() > fileLength - data) {
            throw outside();
        }
        return data;
    }

    private static ContainerException outside() {
        return new ContainerException("an entry lies outside of the zip: it is truncated, copy it again");
    }

    /** Inflates raw deflate data. {@link Inflater} without a zlib header needs one byte after them. */
    private static final class RawInflater extends InflaterInputStream {

        RawInflater(InputStream packed) {
            super(new SequenceInputStream(packed, new ByteArrayInputStream(new byte[1])), new Inflater(true), BUFFER);
        }

        @Override
        public void close() throws IOException {
            inf.end();
            super.close();
        }
    }
}
