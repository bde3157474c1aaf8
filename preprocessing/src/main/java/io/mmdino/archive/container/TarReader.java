package io.mmdino.archive.container;

import java.io.IOException;
import java.util.Optional;

/** Reads the headers of a tar, one entry after the other, with bounded time and memory for each. */
final class TarReader {

    private static final int LONGEST_TEXT = 1 << 20;
    private static final int MOST_HEADERS = 16;
    private static final int SPARSE_MORE = 482;
    private static final int SPARSE_MORE_AGAIN = 504;

    private static final String SPARSE = "it is stored without its holes (sparse); pack it again as it is";
    private static final String SPECIAL = "it is a link, a device or another special entry, not a file";

    private final TarSource source;
    private long dataEnd;

    TarReader(TarSource source) {
        this.source = source;
        dataEnd = source.position();
    }

    /** The next entry; the source then stands at its first byte. Empty at the tar's end mark. */
    Optional<TarEntry> next() throws IOException {
        source.skipFully(dataEnd - source.position());
        long start = source.position();
        Optional<String> longName = Optional.empty();
        PaxRecords pax = PaxRecords.none();
        for (int headers = 0; headers < MOST_HEADERS; headers++) {
            byte[] block = block();
            if (TarHeader.isEnd(block)) {
                return Optional.empty();
            }
            TarHeader header = header(block);
            switch (header.type()) {
                case 'L' -> {
                    byte[] text = text(header);
                    longName = Optional.of(TarHeader.text(text, 0, text.length));
                }
                case 'x' -> pax = PaxRecords.parse(text(header));
                case 'K', 'g', 'X' -> text(header);
                default -> {
                    return Optional.of(entry(start, block, header, longName, pax));
                }
            }
        }
        throw new ContainerException("the tar holds more than " + MOST_HEADERS + " headers for one entry: not opened");
    }

    private TarEntry entry(long start, byte[] block, TarHeader header, Optional<String> longName, PaxRecords pax)
            throws IOException {
        String name = pax.path().or(() -> longName).orElse(header.name());
        boolean file = header.type() == '0' || header.type() == 0 || header.type() == '7';
        boolean folder = header.type() == '5' || file && name.endsWith("/");
        boolean sparse = header.type() == 'S' || pax.sparse();
        if (header.type() == 'S') {
            skipSparseMap(block);
        }
        boolean hasData = header.type() < '1' || header.type() > '6';
        long bytes = hasData ? pax.size().orElse(header.bytes()) : 0;
        dataEnd = end(bytes);
        return new TarEntry(start, name, folder, bytes, header.modified(), sparse ? SPARSE : file ? "" : SPECIAL);
    }

    private void skipSparseMap(byte[] header) throws IOException {
        boolean more = header[SPARSE_MORE] != 0;
        while (more) {
            more = block()[SPARSE_MORE_AGAIN] != 0;
        }
    }

    private TarHeader header(byte[] block) throws ContainerException {
        if (TarHeader.isHeader(block)) {
            return TarHeader.parse(block);
        }
        if (source.position() > TarHeader.BYTES) {
            throw new ContainerException("the tar holds a damaged header: copy it again");
        }
        boolean gzip = block[0] == 0x1f && block[1] == (byte) 0x8b;
        throw new ContainerException(
                gzip
                        ? "not a plain tar but gzip; name it .tar.gz"
                        : "not a tar, whatever its name says; name it after what it is");
    }

    /** Data of an extended header, which describe the next entry. */
    private byte[] text(TarHeader header) throws IOException {
        if (header.bytes() > LONGEST_TEXT) {
            throw new ContainerException(
                    "the tar holds a name or extended header of " + header.bytes() + " bytes: not opened");
        }
        long end = end(header.bytes());
        byte[] text = source.readNBytes((int) header.bytes());
        if (text.length < header.bytes()) {
            throw TarSource.truncated(source.position());
        }
        source.skipFully(end - source.position());
        return text;
    }

    /** Offset of the end of the data that begin here, rounded up to whole blocks. */
    private long end(long bytes) throws ContainerException {
        long end = source.position() + bytes;
        if (end < 0 || end > Long.MAX_VALUE - TarHeader.BYTES) {
            throw TarSource.truncated(source.position());
        }
        return Math.floorDiv(end + TarHeader.BYTES - 1, TarHeader.BYTES) * TarHeader.BYTES;
    }

    private byte[] block() throws IOException {
        byte[] block = source.readNBytes(TarHeader.BYTES);
        if (block.length < TarHeader.BYTES) {
            throw TarSource.truncated(source.position());
        }
        return block;
    }

    /**
     * One entry of a tar, joined from its headers.
     *
     * @param start offset of the first of its headers
     * @param bytes length of its data
     * @param modified modification time in ms since 1970
     * @param fault why it cannot be read; empty when it can
     */
    record TarEntry(long start, String name, boolean folder, long bytes, long modified, String fault) {}
}
