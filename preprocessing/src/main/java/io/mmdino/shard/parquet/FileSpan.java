package io.mmdino.shard.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A Parquet file of which one stretch of bytes is in memory: what Parquet reads lies there, and everything else is refused. The
 * stretch may be exchanged while a reader is open. One thread at a time.
 */
public final class FileSpan implements InputFile {

    private final long length;
    private byte[] bytes = new byte[0];
    private long first;

    /** @param length of the whole file */
    public FileSpan(long length) {
        this.length = length;
    }

    /** A whole file in memory. */
    public static FileSpan whole(byte[] content) {
        FileSpan span = new FileSpan(content.length);
        span.hold(content, 0);
        return span;
    }

    /** @param position of the first byte in the file */
    public void hold(byte[] content, long position) {
        bytes = content;
        first = position;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new Stream();
    }

    private final class Stream extends SeekableInputStream {

        private long position;

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void seek(long to) {
            position = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            readFully(one);
            return one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            readFully(target, offset, count);
            return count;
        }

        @Override
        public void readFully(byte[] target) throws IOException {
            readFully(target, 0, target.length);
        }

        @Override
        public void readFully(byte[] target, int offset, int count) throws IOException {
            System.arraycopy(bytes, take(count), target, offset, count);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = target.remaining();
            readFully(target);
            return count;
        }

        @Override
        public void readFully(ByteBuffer target) throws IOException {
            int count = target.remaining();
            target.put(bytes, take(count), count);
        }

        private int take(int count) throws IOException {
            long at = position - first;
            if (at < 0 || at + count > bytes.length) {
                throw new EOFException(
                        "bytes " + position + " to " + (position + count) + " do not belong to the rows that are read");
            }
            position += count;
            return (int) at;
        }
    }
}
