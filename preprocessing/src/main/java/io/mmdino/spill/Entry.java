package io.mmdino.spill;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A record on disk. Entries are sorted by key, and entries of one key by body, byte by byte.
 *
 * @param key key of the entry
 * @param body any bytes
 */
public record Entry(String key, byte[] body) {

    static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::key).thenComparing(Entry::body, Arrays::compareUnsigned);

    /** Approximate heap in bytes of the objects around a key and a body. */
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
