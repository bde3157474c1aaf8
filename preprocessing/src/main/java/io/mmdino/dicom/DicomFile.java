package io.mmdino.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** An open file whose header has been read; the stream stands at its pixels. Closing leaves the raw stream open. */
final class DicomFile implements AutoCloseable {

    private static final int PREAMBLE = 128;
    /** Group of the first element of an image's data set. */
    private static final int FIRST_GROUP = 0x0008;

    private final DicomStream stream;
    private final DicomHeader header;
    private final Optional<ElementHead> pixels;

    private DicomFile(DicomStream stream, DicomHeader header, Optional<ElementHead> pixels) {
        this.stream = stream;
        this.header = header;
        this.pixels = pixels;
    }

    static DicomFile open(InputStream raw, DicomLimits limits) throws IOException {
        DicomStream plain = new DicomStream(raw, limits.maxFileBytes());
        boolean part10 = DicomReader.isDicom(plain.peek(DicomReader.FIRST_BYTES));
        if (part10) {
            plain.skipFully(DicomReader.FIRST_BYTES, "the preamble");
        } else {
            checkPlausible(plain);
        }
        Dataset meta = new DatasetParser(plain, limits).meta();
        TransferSyntax syntax = ElementHead.corrected(syntax(meta, plain, part10), plain.peek(ElementHead.HEAD_BYTES));
        DicomStream data = syntax.deflated() ? plain.inflated() : plain;
        try {
            return read(data, syntax, meta, limits);
        } catch (IOException | RuntimeException fault) {
            data.close();
            throw fault;
        }
    }

    private static DicomFile read(DicomStream in, TransferSyntax syntax, Dataset meta, DicomLimits limits)
            throws IOException {
        in.bigEndian(syntax.bigEndian());
        Dataset data = new Dataset(syntax.bigEndian());
        boolean implicit = ElementHead.implicit(in.peek(ElementHead.HEAD_BYTES), syntax.implicit(), syntax.bigEndian());
        Optional<ElementHead> pixels = new DatasetParser(in, limits).topLevel(data, implicit);
        return new DicomFile(in, DicomHeader.of(syntax, meta, data, pixels.isPresent(), limits), pixels);
    }

    DicomHeader header() {
        return header;
    }

    /** The bytes after the header: the value of {@link #pixels()}. */
    DicomStream stream() {
        return stream;
    }

    /** Head of the pixels; empty where the file has none. */
    Optional<ElementHead> pixels() {
        return pixels;
    }

    /** Reads a deflated data set to its end, where a truncation shows. */
    void finish() throws IOException {
        if (header.syntax().deflated()) {
            while (!stream.atEnd()) {
                stream.skipBuffered();
            }
        }
    }

    @Override
    public void close() {
        stream.close();
    }

    private static TransferSyntax syntax(Dataset meta, DicomStream in, boolean part10) throws IOException {
        if (meta.has(Tags.TRANSFER_SYNTAX)) {
            return TransferSyntax.of(meta.text(Tags.TRANSFER_SYNTAX));
        }
        byte[] first = in.peek(6);
        boolean explicit = first.length == 6 && ElementHead.isRepresentation(first[4], first[5]);
        if (part10 && first.length == 0) {
            throw new DicomException("the file ends after its file meta information: it is truncated, copy it again");
        }
        return explicit ? TransferSyntax.EXPLICIT_LITTLE : TransferSyntax.IMPLICIT_LITTLE;
    }

    /**
     * Accepts a file without DICM at byte 128 only when it begins with a little-endian element of the first groups and of a
     * plausible length.
     */
    private static void checkPlausible(DicomStream in) throws IOException {
        byte[] b = in.peek(8);
        boolean plausible = b.length == 8 && (b[0] == FIRST_GROUP || b[0] == Tags.META_GROUP) && b[1] == 0 && b[3] == 0;
        if (plausible && !ElementHead.isRepresentation(b[4], b[5])) {
            plausible = b[0] == FIRST_GROUP && b[5] == 0 && b[6] == 0 && b[7] == 0; // below 256 bytes
        }
        if (!plausible) {
            throw new DicomException("not a DICOM file: no DICM at byte " + PREAMBLE
                    + " and no data set at its start; leave it out or export it again");
        }
    }
}
