package io.mmdino.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mmdino.checkpoint.TensorSource.TensorInfo;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a safetensors file through a buffer of 1 MB. Tensors lie in the order in which they were added, metadata is sorted by
 * key, so equal content makes equal bytes. {@link #writeTo} reads the values twice, for the {@link Checksum} in the header and
 * for the data; they must not change in between.
 */
public final class SafetensorsWriter {

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int ALIGNMENT = 8;
    private static final JsonFactory JSON = new JsonFactory();

    private final SortedMap<String, String> metadata = new TreeMap<>();
    private final Map<String, Content> contents = new LinkedHashMap<>();

    private record Content(TensorInfo info, Values values) {}

    /** Puts the elements from {@code from} to {@code from + count} at the buffer's position. */
    @FunctionalInterface
    private interface Values {
        void put(ByteBuffer target, long from, int count);
    }

    /** Adds entries of the header's metadata. */
    public SafetensorsWriter metadata(Map<String, String> more) {
        metadata.putAll(more);
        return this;
    }

    /** Adds every parameter of a vector as {@code prefix.name}, or as {@code name} when the prefix is empty. */
    public SafetensorsWriter add(String prefix, ParameterVector vector) {
        ParameterVector host = vector.onHost();
        vector.layout()
                .parameters()
                .forEach(p -> add(prefix.isEmpty() ? p.name() : prefix + "." + p.name(), p.shape(), host.of(p)));
        return this;
    }

    /** Adds a tensor of the host in its own type, F32 or F64, under a shape of as many elements. */
    public SafetensorsWriter add(String name, List<Integer> shape, Tensor tensor) {
        boolean single = tensor.type() == Tensor.Type.FLOAT32;
        Values values = single
                ? (target, from, count) -> {
                    float[] chunk = new float[count];
                    tensor.slice(from, 1, count).copyTo(chunk, 0);
                    target.asFloatBuffer().put(chunk);
                }
                : (target, from, count) -> {
                    for (int i = 0; i < count; i++) {
                        target.putDouble(tensor.get(from + i));
                    }
                };
        return add(name, new TensorInfo(single ? Dtype.F32 : Dtype.F64, shape), tensor.length(), values);
    }

    /** Adds a tensor of type F32. */
    public SafetensorsWriter add(String name, List<Integer> shape, float[] numbers) {
        return add(
                name, new TensorInfo(Dtype.F32, shape), numbers.length, (target, from, count) -> target.asFloatBuffer()
                        .put(numbers, (int) from, count));
    }

    /** Adds a tensor of type F64. */
    public SafetensorsWriter add(String name, List<Integer> shape, double[] numbers) {
        return add(
                name, new TensorInfo(Dtype.F64, shape), numbers.length, (target, from, count) -> target.asDoubleBuffer()
                        .put(numbers, (int) from, count));
    }

    /** Adds a tensor of type I64. */
    public SafetensorsWriter add(String name, List<Integer> shape, long[] numbers) {
        return add(
                name, new TensorInfo(Dtype.I64, shape), numbers.length, (target, from, count) -> target.asLongBuffer()
                        .put(numbers, (int) from, count));
    }

    private SafetensorsWriter add(String name, TensorInfo info, long length, Values values) {
        if (info.elements() != length) {
            throw new IllegalArgumentException("tensor " + name + " has " + length + " values, its shape "
                    + info.shape() + " wants " + info.elements());
        }
        if (name.equals(SafetensorsHeader.METADATA) || contents.put(name, new Content(info, values)) != null) {
            throw new IllegalArgumentException("two tensors named " + name + ", or a name the format keeps for itself");
        }
        return this;
    }

    /** Writes the file to {@code out}, which stays open. */
    public void writeTo(OutputStream out) throws IOException {
        WritableByteChannel channel = Channels.newChannel(out);
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        SortedMap<String, String> facts = new TreeMap<>(metadata);
        facts.put(Checksum.WRITER, Checksum.THIS_PROGRAM);
        facts.put(Checksum.KEY, checksum(facts, buffer));
        byte[] header = header(facts);
        buffer.clear().order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(header.length);
        drain(buffer.flip(), channel);
        drain(ByteBuffer.wrap(header), channel);
        for (Content content : contents.values()) {
            write(content, buffer, channel);
        }
    }

    private String checksum(Map<String, String> facts, ByteBuffer buffer) throws IOException {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        contents.forEach((name, content) -> tensors.put(name, content.info()));
        Checksum checksum = new Checksum(facts, tensors);
        for (Content content : contents.values()) {
            write(content, buffer, checksum);
        }
        return checksum.text();
    }

    private static void write(Content content, ByteBuffer buffer, WritableByteChannel channel) throws IOException {
        int width = content.info().dtype().bytes();
        long elements = content.info().elements();
        for (long from = 0; from < elements; from += CHUNK_BYTES / width) {
            int count = (int) Math.min(CHUNK_BYTES / width, elements - from);
            content.values().put(buffer.clear().order(ByteOrder.LITTLE_ENDIAN), from, count);
            drain(buffer.clear().limit(count * width), channel);
        }
    }

    private static void drain(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** The JSON header, padded with spaces so that the data begins at a multiple of eight bytes, as Hugging Face's writer does. */
    private byte[] header(SortedMap<String, String> facts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart(SafetensorsHeader.METADATA);
            for (Map.Entry<String, String> entry : facts.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            writeSpans(json);
            json.writeEndObject();
        }
        int padding = (ALIGNMENT - bytes.size() % ALIGNMENT) % ALIGNMENT;
        bytes.writeBytes(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    private void writeSpans(JsonGenerator json) throws IOException {
        long begin = 0;
        for (Map.Entry<String, Content> entry : contents.entrySet()) {
            TensorInfo info = entry.getValue().info();
            json.writeObjectFieldStart(entry.getKey());
            json.writeStringField("dtype", info.dtype().name());
            json.writeFieldName("shape");
            json.writeArray(
                    info.shape().stream().mapToInt(Integer::intValue).toArray(),
                    0,
                    info.shape().size());
            json.writeFieldName("data_offsets");
            json.writeArray(new long[] {begin, begin + bytes(info)}, 0, 2);
            json.writeEndObject();
            begin += bytes(info);
        }
    }

    private static long bytes(TensorInfo info) {
        return info.elements() * info.dtype().bytes();
    }
}
