package io.mmdino.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A series of T2 slices, 24 x 20 pixels of 2 mm, in explicit little endian; every text that may name somebody is marked. */
final class MarkedDicom {

    private static final int ROWS = 24;
    private static final int COLUMNS = 20;
    private static final int SLICES = 16;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private MarkedDicom() {}

    /** @param description of the series, which decides its sequence */
    static void series(Path folder, String mark, String uid, String description) throws IOException {
        Files.createDirectories(folder);
        for (int k = 0; k < SLICES; k++) {
            Files.write(folder.resolve(mark + "-slice-" + k), slice(mark, uid, description, k));
        }
    }

    private static byte[] slice(String mark, String uid, String description, int k) {
        MarkedDicom file = new MarkedDicom();
        file.out.writeBytes(new byte[128]);
        file.out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        file.text(0x00020010, "UI", "1.2.840.10008.1.2.1")
                .text(0x00080008, "CS", "ORIGINAL\\PRIMARY")
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
                .text(0x00080018, "UI", uid + ".1." + k)
                .text(0x00080020, "DA", MarkedArchive.STUDY_DATE)
                .text(0x00080050, "SH", mark + "ACC")
                .text(0x00080060, "CS", "MR")
                .text(0x00080080, "LO", mark + "INST")
                .text(0x00080090, "PN", mark + "DOCTOR")
                .text(0x0008103E, "LO", description + " " + mark)
                .text(0x00100010, "PN", mark + "^NAME")
                .text(0x00100020, "LO", mark + "ID")
                .text(0x00100030, "DA", MarkedArchive.BIRTH_DATE)
                .text(0x00180020, "CS", "SE")
                .text(0x00180021, "CS", "SK")
                .text(0x00180023, "CS", "2D")
                .text(0x00180050, "DS", "2")
                .text(0x00180080, "DS", "4000")
                .text(0x00180081, "DS", "90")
                .text(0x0020000D, "UI", uid)
                .text(0x0020000E, "UI", uid + ".1")
                .text(0x00200032, "DS", "0\\0\\" + 2 * k)
                .text(0x00200037, "DS", "1\\0\\0\\0\\1\\0")
                .text(0x00200052, "UI", uid + ".2")
                .number(0x00280002, 1)
                .text(0x00280004, "CS", "MONOCHROME2")
                .number(0x00280010, ROWS)
                .number(0x00280011, COLUMNS)
                .text(0x00280030, "DS", "2\\2")
                .number(0x00280100, 16)
                .number(0x00280101, 16)
                .number(0x00280102, 15)
                .number(0x00280103, 0)
                .pixels(k);
        return file.out.toByteArray();
    }

    private MarkedDicom text(int tag, String vr, String value) {
        String padded = value.length() % 2 == 0 ? value : value + (vr.equals("UI") ? "\0" : " ");
        byte[] bytes = padded.getBytes(StandardCharsets.ISO_8859_1);
        head(tag, vr, 8).putShort((short) bytes.length);
        return flush(bytes);
    }

    private MarkedDicom number(int tag, int value) {
        head(tag, "US", 10).putShort((short) 2).putShort((short) value);
        return flush(new byte[0]);
    }

    private void pixels(int k) {
        ByteBuffer pixels = ByteBuffer.allocate(2 * ROWS * COLUMNS).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            double head = Math.hypot(Math.hypot(i % COLUMNS - 10, i / COLUMNS - 12), k - 8);
            pixels.putShort((short) (head < 7 ? 150 + (i * 7 + k * 5) % 40 : 0));
        }
        head(0x7FE00010, "OW", 12).putShort((short) 0).putInt(pixels.capacity());
        flush(pixels.array());
    }

    private ByteBuffer element = ByteBuffer.allocate(0);

    private ByteBuffer head(int tag, String vr, int length) {
        element = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return element.putShort((short) (tag >>> 16)).putShort((short) tag).put(vr.getBytes(StandardCharsets.US_ASCII));
    }

    private MarkedDicom flush(byte[] value) {
        out.writeBytes(element.array());
        out.writeBytes(value);
        return this;
    }
}
