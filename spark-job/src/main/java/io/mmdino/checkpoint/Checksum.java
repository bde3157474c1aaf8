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
 * CRC-32C of the content of a safetensors file: metadata, names, types, shapes and data. This program's files have it in their
 * metadata, so that damage that keeps the length is detected; other readers of the format ignore it. A second entry names this
 * program, so that a file whose checksum has lost its name is not taken for another program's.
 */
final class Checksum implements WritableByteChannel {

    static final String KEY = "checksum";

    /** Entry that names the program which has written a file. */
    static final String WRITER = "written_by";

    /** Value of {@link #WRITER}. */
    static final String THIS_PROGRAM = "mm-dinov2";

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

    /** Adds words with their lengths, so that moving a letter from one word to the next changes the sum. */
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

    /** The checksum as the metadata has it, such as {@code crc32c:00abcdef}. */
    String text() {
        return "crc32c:%08x".formatted(sum.getValue());
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
