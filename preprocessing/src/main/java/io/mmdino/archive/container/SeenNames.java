package io.mmdino.archive.container;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Which names there were, at about sixteen bytes each however long they are: a table of the first 64 bits of their SHA-256, which
 * nobody can make collide on purpose at will and a million names do by chance once in 30 million containers.
 */
final class SeenNames {

    private final MessageDigest sha = sha256();
    private long[] table = new long[1024];
    private int size;

    /** Whether the name is new. */
    boolean add(String name) {
        if (2 * size >= table.length) {
            grow();
        }
        byte[] digest = sha.digest(name.getBytes(StandardCharsets.UTF_8));
        boolean added = put(table, ByteBuffer.wrap(digest).getLong() | 1); // 0 marks a free place
        size += added ? 1 : 0;
        return added;
    }

    private static boolean put(long[] table, long hash) {
        int at = (int) (hash >>> 32) & table.length - 1;
        while (table[at] != 0) {
            if (table[at] == hash) {
                return false;
            }
            at = at + 1 & table.length - 1;
        }
        table[at] = hash;
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        Arrays.stream(table).filter(hash -> hash != 0).forEach(hash -> put(larger, hash));
        table = larger;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
