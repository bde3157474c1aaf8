package io.mmdino.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;

/** Writes elements in a transfer syntax, without checks, so that invalid files can be made. */
final class DicomWriter {

    private static final Set<String> LONG_FORM = Set.of("OB", "OW", "SQ", "UN", "UT");

    private final boolean explicit;
    private final ByteOrder order;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    DicomWriter(TransferSyntax syntax) {
        this(!syntax.implicit(), syntax.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    DicomWriter(boolean explicit, ByteOrder order) {
        this.explicit = explicit;
        this.order = order;
    }

    /** An empty writer of this syntax, for an item. */
    DicomWriter item() {
        return new DicomWriter(explicit, order);
    }

    DicomWriter head(int tag, String vr, long length) {
        number(2, tag >>> 16);
        number(2, tag & 0xFFFF);
        if (explicit && tag >>> 16 != 0xFFFE) {
            out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
            if (!LONG_FORM.contains(vr)) {
                return number(2, length);
            }
            number(2, 0);
        }
        return number(4, length);
    }

    DicomWriter bytes(int tag, String vr, byte[] value) {
        head(tag, vr, value.length);
        out.writeBytes(value);
        return this;
    }

    DicomWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    DicomWriter text(int tag, String vr, String value) {
        String padded = value.length() % 2 == 0 ? value : value + (vr.equals("UI") ? "\0" : " ");
        return bytes(tag, vr, padded.getBytes(StandardCharsets.ISO_8859_1));
    }

    DicomWriter unsignedShort(int tag, int value) {
        return head(tag, "US", 2).number(2, value);
    }

    DicomWriter unsignedInt(int tag, long value) {
        return head(tag, "UL", 4).number(4, value);
    }

    DicomWriter float64(int tag, double value) {
        return head(tag, "FD", 8).number(8, Double.doubleToRawLongBits(value));
    }

    DicomWriter sequence(int tag, boolean delimited, List<DicomWriter> items) {
        DicomWriter inside = item();
        for (DicomWriter item : items) {
            byte[] content = item.toBytes();
            inside.head(Tags.ITEM, "", delimited ? ElementHead.UNDEFINED : content.length);
            inside.out.writeBytes(content);
            if (delimited) {
                inside.head(Tags.ITEM_END, "", 0);
            }
        }
        head(tag, "SQ", delimited ? ElementHead.UNDEFINED : inside.out.size());
        out.writeBytes(inside.toBytes());
        return delimited ? head(Tags.SEQUENCE_END, "", 0) : this;
    }

    /** Writes compressed pixels, one fragment for each frame, with or without the offset table. */
    DicomWriter packed(List<byte[]> frames, boolean table) {
        head(Tags.PIXELS, "OB", ElementHead.UNDEFINED);
        head(Tags.ITEM, "", table ? 4L * frames.size() : 0);
        int offset = 0;
        for (int i = 0; table && i < frames.size(); i++) {
            number(4, offset);
            offset += 8 + frames.get(i).length;
        }
        frames.forEach(frame -> bytes(Tags.ITEM, "", frame));
        return head(Tags.SEQUENCE_END, "", 0);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /** A complete file: preamble, meta information and this data set. */
    byte[] part10(String syntaxUid) {
        DicomWriter meta = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE);
        DicomWriter inner = meta.item().text(Tags.TRANSFER_SYNTAX, "UI", syntaxUid);
        meta.out.writeBytes(new byte[128]);
        meta.out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        meta.unsignedInt(0x00020000, inner.out.size());
        meta.out.writeBytes(inner.toBytes());
        byte[] data = toBytes();
        meta.out.writeBytes(syntaxUid.equals(TransferSyntax.DEFLATED.uid()) ? deflated(data) : data);
        return meta.toBytes();
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] packed = new byte[data.length + 1000];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    private DicomWriter number(int bytes, long value) {
        ByteBuffer number = ByteBuffer.allocate(8).order(order);
        number.putLong(0, value);
        out.write(number.array(), order == ByteOrder.BIG_ENDIAN ? 8 - bytes : 0, bytes);
        return this;
    }
}
