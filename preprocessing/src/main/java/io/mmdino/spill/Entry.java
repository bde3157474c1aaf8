package io.mmdino.spill;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A record as it lies on disk.
 *
 * @param key what it is sorted by
 * @param body everything else; entries of one key are sorted by it, byte by byte
 */
public record Entry(String key, byte[] body) {

    static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::key).thenComparing(Entry::body, Arrays::compareUnsigned);

    /** What the objects around a key and a body take on the heap, roughly, bytes. */
    private static final int OVERHEAD = 128;

    /** An entry whose body is text. */
    public static Entry of(String key, String text) {
        return new Entry(key, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    int heapBytes() {
        return OVERHEAD + 2 * key.length() + body.length;
    }
}
