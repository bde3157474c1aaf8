package io.mmdino.dicom;

import io.mmdino.dicom.codec.FrameCoders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** A classic MR slice whose attributes can be changed before it is written in any transfer syntax. */
public final class DicomFixture {

    static final String MR = "1.2.840.10008.5.1.4.1.1.4";

    private final TreeMap<Integer, Object[]> attributes = new TreeMap<>(Integer::compareUnsigned);
    private IntUnaryOperator stored = index -> 0;
    private int frames = 1;

    public DicomFixture() {
        text(Tags.IMAGE_TYPE, "CS", "ORIGINAL\\PRIMARY\\M\\ND");
        text(Tags.SOP_CLASS, "UI", MR);
        text(Tags.SOP_INSTANCE, "UI", "1.2.3.4");
        text(Tags.MODALITY, "CS", "MR");
        text(Tags.SERIES_DESCRIPTION, "LO", "AX T2 TSE");
        text(Tags.PATIENT_ID, "LO", "PAT-1");
        text(Tags.SCANNING_SEQUENCE, "CS", "SE");
        text(Tags.SEQUENCE_VARIANT, "CS", "SK\\SP");
        text(Tags.ACQUISITION_TYPE, "CS", "2D");
        text(Tags.SLICE_THICKNESS, "DS", "5");
        text(Tags.REPETITION_TIME, "DS", "4000");
        text(Tags.ECHO_TIME, "DS", "90");
        text(Tags.STUDY_INSTANCE, "UI", "1.2.3");
        text(Tags.SERIES_INSTANCE, "UI", "1.2.3.9");
        text(Tags.POSITION, "DS", "0\\0\\0");
        text(Tags.ORIENTATION, "DS", "1\\0\\0\\0\\1\\0");
        text(Tags.FRAME_OF_REFERENCE, "UI", "1.2.3.8");
        number(Tags.SAMPLES, 1);
        text(Tags.PHOTOMETRIC, "CS", "MONOCHROME2");
        size(4, 6);
        text(Tags.PIXEL_SPACING, "DS", "1.5\\0.75");
        bits(16, 16, true);
    }

    public DicomFixture text(int tag, String vr, String value) {
        attributes.put(tag, new Object[] {vr, value});
        return this;
    }

    /** A text in UTF-8, and the character set that says so. */
    public DicomFixture unicode(int tag, String vr, String value) {
        text(Tags.CHARACTER_SET, "CS", "ISO_IR 192");
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return text(tag, vr, new String(utf8, StandardCharsets.ISO_8859_1));
    }

    DicomFixture number(int tag, int value) {
        attributes.put(tag, new Object[] {"US", value});
        return this;
    }

    DicomFixture without(int tag) {
        attributes.remove(tag);
        return this;
    }

    DicomFixture size(int rows, int columns) {
        return number(Tags.ROWS, rows).number(Tags.COLUMNS, columns);
    }

    DicomFixture bits(int allocated, int stored, boolean signed) {
        number(Tags.BITS_ALLOCATED, allocated).number(Tags.BITS_STORED, stored);
        return number(Tags.HIGH_BIT, stored - 1).number(Tags.PIXEL_REPRESENTATION, signed ? 1 : 0);
    }

    DicomFixture frames(int count) {
        frames = count;
        return text(Tags.FRAMES, "IS", Integer.toString(count));
    }

    /** Sets the stored numbers by index, row by row and frame by frame. */
    DicomFixture pixels(IntUnaryOperator bitsAt) {
        stored = bitsAt;
        return this;
    }

    byte[] file(TransferSyntax syntax) {
        return dataset(syntax).part10(syntax.uid());
    }

    byte[] file() {
        return file(TransferSyntax.EXPLICIT_LITTLE);
    }

    public DicomHeader header() {
        return read(file());
    }

    static DicomHeader read(byte[] file) {
        try {
            return DicomReader.header(new ByteArrayInputStream(file), DicomLimits.DEFAULT);
        } catch (IOException e) {
            throw new AssertionError("the fixture cannot be read", e);
        }
    }

    DicomWriter dataset(TransferSyntax syntax) {
        return pixels(attributes(syntax), syntax);
    }

    /** Writes the attributes before the pixels. */
    DicomWriter attributes(TransferSyntax syntax) {
        DicomWriter out = new DicomWriter(syntax);
        attributes.forEach((tag, attribute) -> {
            if (attribute[1] instanceof Integer number) {
                out.unsignedShort(tag, number);
            } else {
                out.text(tag, (String) attribute[0], (String) attribute[1]);
            }
        });
        return out;
    }

    DicomWriter pixels(DicomWriter out, TransferSyntax syntax) {
        ByteOrder order = syntax.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (syntax.coding() == TransferSyntax.Coding.NATIVE) {
            return out.bytes(Tags.PIXELS, "OW", raw(0, frames * area(), order));
        }
        List<byte[]> packed = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            byte[] coded = coded(syntax, raw(frame * area(), area(), order));
            packed.add(Arrays.copyOf(coded, coded.length + coded.length % 2));
        }
        return out.packed(packed, frames > 1);
    }

    private byte[] coded(TransferSyntax syntax, byte[] raw) {
        return switch (syntax.coding()) {
            case RLE -> FrameCoders.rle(raw, allocated());
            case JPEG_LOSSLESS -> FrameCoders.losslessJpeg(raw, columns(), allocated());
            case JPEG_LS -> FrameCoders.jpegLs(raw, columns(), allocated());
            case JPEG -> allocated() == 8
                    ? FrameCoders.jpeg(raw, rows(), columns())
                    : FrameCoders.jpeg12(raw, columns());
            case JPEG_2000 -> FrameCoders.jpeg2000(raw, rows(), columns(), allocated());
            case NATIVE, NONE -> throw new IllegalArgumentException(syntax + " packs nothing");
        };
    }

    int area() {
        return rows() * columns();
    }

    private int rows() {
        return (int) attributes.get(Tags.ROWS)[1];
    }

    private int columns() {
        return (int) attributes.get(Tags.COLUMNS)[1];
    }

    private int allocated() {
        return (int) attributes.get(Tags.BITS_ALLOCATED)[1];
    }

    private byte[] raw(int from, int count, ByteOrder order) {
        int bytes = allocated() / 8;
        boolean swapped = order == ByteOrder.BIG_ENDIAN && bytes == 1;
        ByteBuffer raw = ByteBuffer.allocate(count * bytes).order(order);
        for (int i = 0; i < count; i++) {
            int value = stored.applyAsInt(from + (swapped ? i ^ 1 : i));
            switch (bytes) {
                case 1 -> raw.put((byte) value);
                case 2 -> raw.putShort((short) value);
                default -> raw.putInt(value);
            }
        }
        return raw.array();
    }
}
