package io.mmdino.survey;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.FoundFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a scan found in a file.
 *
 * @param inside whether this counts entries of a container, which no listing has counted
 * @param lasting whether another scan of the unchanged file gives the same; false after a fault of the storage
 * @param count number of files
 * @param file present for an image, a refusal and a table
 */
public record Finding(What what, boolean inside, boolean lasting, long count, Optional<FoundFile> file) {

    /** Kinds of files. */
    enum What {
        FOUND,
        OTHER_IMAGE,
        NO_IMAGE,
        /** A table of labels, or the description of a dataset that has one. */
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

    /** Whether this is a file outside of containers that its name allowed to be DICOM, and that is no DICOM image. */
    boolean isNoDicom() {
        return what == What.NO_IMAGE && !inside;
    }

    /** A copy that is not remembered, so that the next run scans the file again. */
    Finding passing() {
        return new Finding(what, inside, false, count, file);
    }

    /** Bytes for a spill and the cache of headers: there may be millions of findings, so they are not JSON. */
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

    /** Reads what {@link #toBytes} wrote. */
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
