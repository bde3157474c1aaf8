package io.mmdino.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A file of the archive and what its name or its header says. Holds patients' ids: it is never logged, and only stored
 * encrypted.
 *
 * @param id study id as the archive spells it, in Unicode's form NFC; for a refused file what it shares with those that have one
 *     row with it, or empty
 * @param subject patient id as the archive spells it, in Unicode's form NFC; empty when refused
 * @param group images of one study that may be used together (a BIDS space), or the slices of one series
 * @param sequence a sequence of the settings, {@link SequenceNames#SEGMENTATION} or {@link ArchiveStudy.UnusedSeries#UNKNOWN}
 * @param reason why the file is not used; empty for a candidate
 * @param slices number of the volume's slices in this file; 1 where that is not known
 * @param pixels number of pixels of a slice; 0 where that is not known
 * @param facts what decides between series of one sequence
 */
public record FoundFile(
        Kind kind,
        String id,
        String subject,
        String group,
        String sequence,
        String reason,
        int slices,
        long pixels,
        ImageFacts facts,
        ArchiveFile file) {

    /** Where the study id was read. */
    public enum Kind {
        /** In the file's name. */
        NAMED,
        /** In its DICOM header. */
        DICOM,
        /** Nowhere: the file is broken or not understood, and has a row of its own or with others of its folder. */
        REFUSED
    }

    private static final Kind[] KINDS = Kind.values();

    static FoundFile named(ImageName name, ArchiveFile file) {
        return new FoundFile(
                Kind.NAMED, name.id(), name.subject(), name.space(), name.sequence(), "", 1, 0, ImageFacts.NONE, file);
    }

    /** A file whose study cannot be read from it. */
    public static FoundFile refused(ArchiveFile file, String reason) {
        return new FoundFile(
                Kind.REFUSED, "", "", "", ArchiveStudy.UnusedSeries.UNKNOWN, reason, 1, 0, ImageFacts.NONE, file);
    }

    /** One of several files of a folder that no study is known of; they have one row together. */
    static FoundFile stray(ArchiveFile file, String place, String reason) {
        return new FoundFile(
                Kind.REFUSED, place, "", "", ArchiveStudy.UnusedSeries.UNKNOWN, reason, 1, 0, ImageFacts.NONE, file);
    }

    /** A file that its study does not use. */
    static FoundFile unused(ArchiveFile file, String id, String subject, String reason) {
        return new FoundFile(
                Kind.NAMED, id, subject, "", ArchiveStudy.UnusedSeries.UNKNOWN, reason, 1, 0, ImageFacts.NONE, file);
    }

    /** A copy of another patient. */
    public FoundFile ofSubject(String other) {
        return new FoundFile(kind, id, other, group, sequence, reason, slices, pixels, facts, file);
    }

    /** A copy in another group. */
    public FoundFile grouped(String other) {
        return new FoundFile(kind, id, subject, other, sequence, reason, slices, pixels, facts, file);
    }

    /** Bytes for a spill: there may be millions of files, so they are not JSON. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(kind.ordinal());
            for (String text : new String[] {id, subject, group, sequence, reason, file.path(), file.entry()}) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
            out.writeInt(slices);
            out.writeLong(pixels);
            facts.write(out);
            out.writeLong(file.bytes());
            out.writeLong(file.modified());
            out.writeLong(file.offset());
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always there to write to", e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #toBytes} wrote. */
    public static FoundFile of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Kind kind = KINDS[in.readByte()];
            String[] texts = new String[7];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            }
            int slices = in.readInt();
            long pixels = in.readLong();
            ImageFacts facts = ImageFacts.read(in);
            ArchiveFile file = new ArchiveFile(texts[5], in.readLong(), in.readLong(), texts[6], in.readLong());
            return new FoundFile(kind, texts[0], texts[1], texts[2], texts[3], texts[4], slices, pixels, facts, file);
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes are no found file", e);
        }
    }
}
