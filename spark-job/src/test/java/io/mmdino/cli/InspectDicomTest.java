package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} on DICOM: a ball of a head, 40 x 40 pixels of 4 mm in 40 slices. */
class InspectDicomTest {

    private static final int SIDE = 40;

    @TempDir
    Path folder;

    @Test
    void aSeriesTellsItsSequenceItsGridAndItsVerdictsAndNoName() throws IOException {
        series(SIDE);
        CommandRun run = CommandRun.of("inspect", folder, "--png", folder.resolveSibling("dicom.png"));
        assertThat(run.err()).doesNotContain("failed");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("DICOM, 1 series:")
                .contains("series 1, 40 files: t2 (")
                .contains("assembled: 40 x 40 x 40 voxels of 4 x 4 x 4 mm, axes L P S")
                .contains("skull-stripped: yes")
                .contains("same grid: yes")
                .doesNotContain("DOE")
                .doesNotContain("9.9.9");
        assertThat(folder.resolveSibling("dicom.png")).isNotEmptyFile();
    }

    @Test
    void aSliceAloneIsNoVolumeAndSaysWhy() throws IOException {
        series(1);
        CommandRun run = CommandRun.of("inspect", folder.resolve("slice0"));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("series 1, 1 files: t2 (").contains("not assembled: ");
    }

    @Test
    void aBrokenFileIsNamedByItsReasonAndTheOthersAreShown() throws IOException {
        series(2);
        byte[] whole = Files.readAllBytes(folder.resolve("slice1"));
        Files.write(folder.resolve("slice1"), java.util.Arrays.copyOf(whole, 200));
        CommandRun run = CommandRun.of("inspect", folder);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("DICOM files that cannot be read: 1, ")
                .contains("series 1, 1 files")
                .doesNotContain("DOE");
    }

    private void series(int slices) throws IOException {
        for (int k = 0; k < slices; k++) {
            Files.write(folder.resolve("slice" + k), file(k));
        }
    }

    private static byte[] file(int k) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[128]);
        out.write("DICM".getBytes(StandardCharsets.US_ASCII));
        element(out, 0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
        element(out, 0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\M");
        element(out, 0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.4");
        element(out, 0x0008, 0x0018, "UI", "9.9.9.3." + k);
        element(out, 0x0008, 0x0060, "CS", "MR");
        element(out, 0x0008, 0x103E, "LO", "t2 tse tra");
        element(out, 0x0010, 0x0010, "PN", "DOE^JANE");
        element(out, 0x0010, 0x0020, "LO", "DOE1");
        element(out, 0x0018, 0x0020, "CS", "SE");
        element(out, 0x0018, 0x0023, "CS", "2D");
        element(out, 0x0018, 0x0050, "DS", "4");
        element(out, 0x0018, 0x0080, "DS", "5000");
        element(out, 0x0018, 0x0081, "DS", "100");
        element(out, 0x0020, 0x000D, "UI", "9.9.9.1");
        element(out, 0x0020, 0x000E, "UI", "9.9.9.2");
        element(out, 0x0020, 0x0032, "DS", String.format(Locale.ROOT, "-80\\-80\\%d", 4 * k - 80));
        element(out, 0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0");
        element(out, 0x0020, 0x0052, "UI", "9.9.9.4");
        number(out, 0x0028, 0x0002, 1);
        element(out, 0x0028, 0x0004, "CS", "MONOCHROME2");
        number(out, 0x0028, 0x0010, SIDE);
        number(out, 0x0028, 0x0011, SIDE);
        element(out, 0x0028, 0x0030, "DS", "4\\4");
        number(out, 0x0028, 0x0100, 16);
        number(out, 0x0028, 0x0101, 16);
        number(out, 0x0028, 0x0102, 15);
        number(out, 0x0028, 0x0103, 0);
        out.write(bytes(12)
                .putShort((short) 0x7FE0)
                .putShort((short) 0x0010)
                .put((byte) 'O')
                .put((byte) 'W')
                .putShort((short) 0)
                .putInt(2 * SIDE * SIDE)
                .array());
        out.write(pixels(k));
        return out.toByteArray();
    }

    private static byte[] pixels(int k) {
        ByteBuffer pixels = bytes(2 * SIDE * SIDE);
        for (int at = 0; at < SIDE * SIDE; at++) {
            double distance = Math.hypot(Math.hypot(at % SIDE - 19.5, at / SIDE - 19.5), k - 19.5);
            pixels.putShort((short) (distance < 16 ? 500 + at % 7 : 0));
        }
        return pixels.array();
    }

    private static void element(ByteArrayOutputStream out, int group, int element, String type, String value)
            throws IOException {
        byte[] text = (value.length() % 2 == 0 ? value : value + (type.equals("UI") ? "\0" : " "))
                .getBytes(StandardCharsets.US_ASCII);
        head(out, group, element, type, text.length);
        out.write(text);
    }

    private static void number(ByteArrayOutputStream out, int group, int element, int value) throws IOException {
        head(out, group, element, "US", 2);
        out.write(bytes(2).putShort((short) value).array());
    }

    private static void head(ByteArrayOutputStream out, int group, int element, String type, int length)
            throws IOException {
        out.write(bytes(8).putShort((short) group)
                .putShort((short) element)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) length)
                .array());
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
