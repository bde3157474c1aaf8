package io.mmdino.shard.parquet;

import io.mmdino.disk.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Parquet's output into a stream, with its length and SHA-256. Parquet closes its output; the stream stays open. */
public final class HashedOutput implements OutputFile {

    private final OutputStream out;
    private final MessageDigest whole = Sha256.digest();
    private final MessageDigest part = Sha256.digest();
    private long written;
    private Optional<ByteArrayOutputStream> diverted = Optional.empty();

    public HashedOutput(OutputStream out) {
        this.out = out;
    }

    /** Number of bytes so far. */
    public long written() {
        return written;
    }

    /** SHA-256 of all bytes so far; to be called once, after the last. */
    public String sha256() {
        return HexFormat.of().formatHex(whole.digest());
    }

    /** Keeps what Parquet writes from now on in memory, unhashed, until {@link #release}. */
    public ByteArrayOutputStream hold() {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        diverted = Optional.of(held);
        return held;
    }

    /** Writes bytes in place of those that were held. */
    public void release(byte[] instead) throws IOException {
        written -= diverted.orElseThrow().size();
        diverted = Optional.empty();
        write(instead, 0, instead.length);
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        written += length;
        if (diverted.isPresent()) {
            diverted.get().write(bytes, offset, length);
            return;
        }
        out.write(bytes, offset, length);
        whole.update(bytes, offset, length);
        part.update(bytes, offset, length);
    }

    /** SHA-256 of the bytes since the call before. */
    public String partSha256() {
        return HexFormat.of().formatHex(part.digest());
    }

    @Override
    public PositionOutputStream create(long blockSize) {
        return new Position();
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
        return new Position();
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    private final class Position extends PositionOutputStream {

        @Override
        public long getPos() {
            return written;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            HashedOutput.this.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
