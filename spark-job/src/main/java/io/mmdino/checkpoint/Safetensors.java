package io.mmdino.checkpoint;

import io.mmdino.kernel.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An open safetensors file: eight bytes with the header's length, the JSON header, the data. The file may be larger than
 * 2 GB; one tensor read into an array may have 2^31 elements.
 */
public final class Safetensors implements TensorSource {

    /** The format's own limit. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final int PREFIX = 8;
    private static final int CHUNK_BYTES = 1 << 20;

    private final String fileName;
    private final FileChannel channel;
    private final long dataStart;
    private final SafetensorsHeader header;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private Safetensors(String fileName, FileChannel channel, long dataStart, SafetensorsHeader header) {
        this.fileName = fileName;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
        header.tensors().forEach((name, span) -> tensors.put(name, span.info()));
    }

    /**
     * Opens a file and checks its header and its length; tensors are read later.
     *
     * @throws CheckpointException when it is not a whole safetensors file
     */
    public static Safetensors open(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long length = headerLength(channel);
            channel.position(PREFIX);
            SafetensorsHeader header = SafetensorsHeader.parse(
                    new FirstBytes(Channels.newInputStream(channel), length), channel.size() - PREFIX - length);
            return new Safetensors(name, channel, PREFIX + length, header);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new CheckpointException(name + " is not a whole safetensors file: " + e.getMessage(), e);
        }
    }

    private static long headerLength(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < PREFIX) {
            throw new CheckpointException("it has " + size + " bytes, wanted " + PREFIX + " or more");
        }
        long length = readFully(channel, 0, PREFIX).getLong();
        if (length < 2 || length > LONGEST_HEADER || length > size - PREFIX) {
            throw new CheckpointException("its header claims " + Long.toUnsignedString(length) + " bytes, wanted 2 to "
                    + Math.min(LONGEST_HEADER, size - PREFIX));
        }
        return length;
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Metadata of the header without the checksum, which {@link #verify} reads, and the name of this program. */
    public Map<String, String> metadata() {
        Map<String, String> facts = new LinkedHashMap<>(header.metadata());
        facts.remove(Checksum.KEY);
        facts.remove(Checksum.WRITER);
        return Collections.unmodifiableMap(facts);
    }

    /** Whether this program has written the file, as far as its header tells; other programs' files have no checksum. */
    public boolean isOurs() {
        return header.metadata().containsKey(Checksum.KEY) || header.metadata().containsKey(Checksum.WRITER);
    }

    /** Verifies the checksum of a file that another program may have written; without effect if it has. */
    public void verifyIfOurs() throws IOException {
        if (isOurs()) {
            verify();
        }
    }

    /**
     * Compares the content of a file of this program with its checksum.
     *
     * @throws CheckpointException when they disagree, or there is no checksum
     */
    public void verify() throws IOException {
        String wanted = header.metadata().get(Checksum.KEY);
        if (wanted == null) {
            throw damaged("it has no checksum, which every file of this program has");
        }
        Checksum checksum = new Checksum(header.metadata(), byData());
        try {
            for (long at = dataStart; at < channel.size(); at += CHUNK_BYTES) {
                checksum.write(readFully(channel, at, (int) Math.min(CHUNK_BYTES, channel.size() - at)));
            }
        } catch (EOFException e) {
            throw damaged("it was cut while it was read");
        }
        if (!checksum.text().equals(wanted)) {
            throw damaged("its content has the checksum " + checksum.text() + ", written was another");
        }
    }

    private CheckpointException damaged(String how) {
        return new CheckpointException(fileName + " is damaged: " + how
                + "; take another checkpoint, or a copy of this one, and check the disk");
    }

    private Map<String, TensorInfo> byData() {
        Map<String, TensorInfo> ordered = new LinkedHashMap<>();
        header.tensors().entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().begin()))
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue().info()));
        return ordered;
    }

    @Override
    public float[] floats(String name) throws IOException {
        Dtype dtype = info(name).dtype();
        float[] values = new float[arrayLength(name)];
        scan(name, (chunk, from, count) -> {
            if (dtype == Dtype.F32) {
                chunk.asFloatBuffer().get(values, (int) from, count);
                return;
            }
            for (int i = 0; i < count; i++) {
                values[(int) from + i] = (float) dtype.at(chunk, i);
            }
        });
        return values;
    }

    /** Reads one tensor as {@link #floats} does, but without loss from F64. */
    public double[] doubles(String name) throws IOException {
        Dtype dtype = info(name).dtype();
        double[] values = new double[arrayLength(name)];
        scan(name, (chunk, from, count) -> {
            for (int i = 0; i < count; i++) {
                values[(int) from + i] = dtype.at(chunk, i);
            }
        });
        return values;
    }

    /** Reads one tensor of type I64, I32, U8 or BOOL in row-major order. */
    public long[] longs(String name) throws IOException {
        Dtype dtype = info(name).dtype();
        if (!dtype.isWhole()) {
            throw new CheckpointException(
                    "tensor " + name + " of " + fileName + " has type " + dtype + ", wanted whole numbers");
        }
        long[] values = new long[arrayLength(name)];
        scan(name, (chunk, from, count) -> {
            for (int i = 0; i < count; i++) {
                values[(int) from + i] = dtype.wholeAt(chunk, i);
            }
        });
        return values;
    }

    /** Overwrites {@code target}, a tensor of the host with as many elements, through a buffer of {@value #CHUNK_BYTES} bytes. */
    public void into(String name, Tensor target) throws IOException {
        TensorInfo info = info(name);
        if (info.elements() != target.length()) {
            throw new CheckpointException("tensor " + name + " of " + fileName + " has shape " + info.shape()
                    + ", wanted " + target.length() + " elements");
        }
        float[] values = new float[CHUNK_BYTES / info.dtype().bytes()];
        scan(name, (chunk, from, count) -> {
            if (info.dtype() == Dtype.F32) {
                chunk.asFloatBuffer().get(values, 0, count);
                target.slice(from, 1, count).copyFrom(values, 0);
                return;
            }
            for (int i = 0; i < count; i++) {
                target.set(from + i, info.dtype().at(chunk, i));
            }
        });
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Receives {@code count} elements of a tensor from index {@code from} on, little-endian. */
    @FunctionalInterface
    private interface Chunk {
        void accept(ByteBuffer chunk, long from, int count);
    }

    private void scan(String name, Chunk use) throws IOException {
        SafetensorsHeader.Span span = header.tensors().get(name);
        int width = span.info().dtype().bytes();
        for (long begin = span.begin(); begin < span.end(); begin += CHUNK_BYTES) {
            int bytes = (int) Math.min(CHUNK_BYTES, span.end() - begin);
            try {
                use.accept(readFully(channel, dataStart + begin, bytes), (begin - span.begin()) / width, bytes / width);
            } catch (EOFException e) {
                throw new CheckpointException(
                        "tensor " + name + " of " + fileName + " ends early: the file was cut while it was read", e);
            }
        }
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("the file ends at byte " + (position + buffer.position()));
            }
        }
        return buffer.flip();
    }

    private TensorInfo info(String name) throws CheckpointException {
        TensorInfo info = tensors.get(name);
        if (info == null) {
            throw new CheckpointException(fileName + " has no tensor named " + name);
        }
        return info;
    }

    private int arrayLength(String name) throws CheckpointException {
        long elements = info(name).elements();
        if (elements > Integer.MAX_VALUE - 8) {
            throw new CheckpointException("tensor " + name + " of " + fileName + " has " + elements
                    + " elements, wanted under 2^31 for an array");
        }
        return (int) elements;
    }
}
