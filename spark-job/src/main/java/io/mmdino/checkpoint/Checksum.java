package io.mmdino.checkpoint;

import io.mmdino.checkpoint.TensorSource.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * CRC-32C of all that a safetensors file says: metadata, names, types, shapes and data. Our files carry it in their metadata,
 * so damage that keeps the length is noticed, and other readers of the format pass over it.
 */
final class Checksum implements WritableByteChannel {

    static final String KEY = "checksum";

    private final CRC32C sum = new CRC32C();

    /** @param tensors in the order of their data */
    Checksum(Map<String, String> metadata, Map<String, TensorInfo> tensors) {
        new TreeMap<>(metadata).forEach((key, value) -> {
            if (!key.equals(KEY)) {
                add(List.of(key, value));
            }
        });
        tensors.forEach((name, info) ->
                add(List.of(name, info.dtype().name(), info.shape().toString())));
    }

    /** Words with their lengths: two neighbours cannot trade letters. */
    private void add(List<String> words) {
        for (String word : words) {
            sum.update((word.length() + " " + word + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public int write(ByteBuffer data) {
        int count = data.remaining();
        sum.update(data);
        return count;
    }

    /** As it stands in the metadata. */
    String text() {
        return "crc32c:%08x".formatted(sum.getValue());
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
