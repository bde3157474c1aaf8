package io.mmdino.archive.container;

import io.mmdino.disk.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * Checks the entries of one container against the limits while they are read, each by itself and all together.
 *
 * <p>An entry beyond a limit is refused by {@link ContainerEntry#refusal()}; a container beyond one is a
 * {@link ContainerException}.
 */
final class LimitCheck {

    private final ContainerLimits limits;
    private final long stored;
    private final SeenNames seen = new SeenNames();
    private int entries;
    private long total;

    /** @param stored length of the container */
    LimitCheck(ContainerLimits limits, long stored) {
        this.limits = limits;
        this.stored = stored;
    }

    /** Counts an entry of any kind, folders too. */
    void countEntry() throws ContainerException {
        if (++entries > limits.maxEntries()) {
            throw new ContainerException(
                    "it holds more than " + limits.maxEntries() + " entries; split it, or raise the limit");
        }
    }

    /**
     * Checks a file.
     *
     * @param packed length in bytes as stored in the container
     * @param fault why the file's format cannot be read; empty when it can
     */
    ContainerEntry check(String rawName, long bytes, long packed, long modified, long offset, String fault)
            throws ContainerException {
        EntryName name = EntryName.of(rawName, limits.maxNameLength());
        String refusal = name.refusal().isEmpty() ? fault : name.refusal();
        if (refusal.isEmpty()) {
            refusal = sizeRefusal(bytes, packed);
        }
        if (refusal.isEmpty() && ContainerKind.of(name.name()).isPresent()) {
            refusal = "it is a container in a container; unpack the outer one";
        }
        if (!name.name().isEmpty() && !seen.add(name.name()) && refusal.isEmpty()) {
            refusal = "another entry before it has the same name";
        }
        if (refusal.isEmpty()) {
            addToTotal(bytes);
        }
        return new ContainerEntry(name.name(), bytes, modified, offset, refusal);
    }

    private String sizeRefusal(long bytes, long packed) {
        if (bytes > limits.maxEntryBytes()) {
            return "it unpacks to " + bytes + " bytes, the limit is " + limits.maxEntryBytes();
        }
        return limits.allowsRatio(bytes, packed)
                ? ""
                : "it unpacks to more than " + limits.maxRatio() + " times its stored length";
    }

    private void addToTotal(long bytes) throws ContainerException {
        // no overflow goes unnoticed: each addend is at most maxEntryBytes, and the sum is checked each time
        total += bytes;
        if (total < 0 || total > limits.maxTotalBytes()) {
            throw new ContainerException("its entries unpack to more than " + limits.maxTotalBytes()
                    + " bytes; split it, or raise the limit");
        }
        if (!limits.allowsRatio(total, stored)) {
            throw new ContainerException(
                    "its entries unpack to more than " + limits.maxRatio() + " times its length: not opened");
        }
    }

    /**
     * Set of the names seen, at about 16 bytes for each name of any length: a hash table of the first 64 bits of their SHA-256. Two
     * of a million names collide by chance in one of 30 million containers.
     */
    private static final class SeenNames {

        private final MessageDigest sha = Sha256.digest();
        private long[] table = new long[1024];
        private int size;

        /** Adds a name; false when it was there already. */
        boolean add(String name) {
            if (2 * size >= table.length) {
                grow();
            }
            byte[] digest = sha.digest(name.getBytes(StandardCharsets.UTF_8));
            boolean added = put(table, ByteBuffer.wrap(digest).getLong() | 1); // 0 marks an empty slot
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
    }

    /**
     * Normalised name of an entry: relative, with '/' between folders, without {@code .} and empty parts.
     *
     * @param name the name; empty when it is refused
     * @param refusal why the name is refused; empty when it is not
     */
    private record EntryName(String name, String refusal) {

        /** @param stored name as the container has it; Windows' programs write '\\' between folders, and others read it so */
        static EntryName of(String stored, int longest) {
            String raw = stored.replace('\\', '/');
            String fault = fault(raw, longest);
            if (!fault.isEmpty()) {
                return new EntryName("", fault);
            }
            StringJoiner plain = new StringJoiner("/");
            for (String part : raw.split("/")) {
                if (part.equals("..")) {
                    return new EntryName("", "its name leads out of the container (..)");
                }
                if (!part.isEmpty() && !part.equals(".")) {
                    plain.add(part);
                }
            }
            String name = plain.toString();
            return name.isEmpty() ? new EntryName("", "it has no name") : new EntryName(name, "");
        }

        private static String fault(String raw, int longest) {
            if (raw.length() > longest) {
                return "its name has " + raw.length() + " characters, the limit is " + longest;
            }
            if (raw.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0xfffd)) {
                return "its name holds a control character or is not in the encoding it claims";
            }
            boolean drive = raw.length() > 1 && raw.charAt(1) == ':' && Character.isLetter(raw.charAt(0));
            return raw.startsWith("/") || drive ? "its name is absolute; pack with relative names" : "";
        }
    }
}
