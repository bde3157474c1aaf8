package io.mmdino.survey;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.FoundFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What looking into a file gave.
 *
 * @param inside whether this is about files inside a container, which no listing has counted
 * @param lasting whether the same file would give the same again; a fault of the storage may pass
 * @param count files this stands for
 * @param file present when a study is made of it, a refusal or a table
 */
public record Finding(What what, boolean inside, boolean lasting, long count, Optional<FoundFile> file) {

    /** Kinds of files. */
    enum What {
        FOUND,
        OTHER_IMAGE,
        NO_IMAGE,
        /** A table of labels, or what tells of one. */
        TABLE,
        CONTAINER
    }

    private static final What[] WHATS = What.values();
    private static final int HEAD = 3 + Long.BYTES;

    static Finding found(FoundFile file, boolean lasting) {
        return new Finding(What.FOUND, file.file().inContainer(), lasting, 1, Optional.of(file));
    }

    static Finding table(ArchiveFile file) {
        return new Finding(What.TABLE, true, true, 1, Optional.of(FoundFile.refused(file, "")));
    }

    static Finding counted(What what, boolean inside, long count) {
        return new Finding(what, inside, true, count, Optional.empty());
    }

    /** The same, to be looked at again by the next run. */
    Finding passing() {
        return new Finding(what, inside, false, count, file);
    }

    public byte[] toBytes() {
        byte[] rest = file.map(FoundFile::toBytes).orElse(new byte[0]);
        return ByteBuffer.allocate(HEAD + rest.length)
                .put((byte) what.ordinal())
                .put((byte) (inside ? 1 : 0))
                .put((byte) (lasting ? 1 : 0))
                .putLong(count)
                .put(rest)
                .array();
    }

    public static Finding of(byte[] bytes) {
        Optional<FoundFile> file = bytes.length == HEAD
                ? Optional.empty()
                : Optional.of(FoundFile.of(Arrays.copyOfRange(bytes, HEAD, bytes.length)));
        return new Finding(
                WHATS[bytes[0]],
                bytes[1] != 0,
                bytes[2] != 0,
                ByteBuffer.wrap(bytes).getLong(3),
                file);
    }
}
