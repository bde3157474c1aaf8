package io.mmdino.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.shard.Window;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

    private static final int AMBER = 0xFFB000;
    private static final int SIDE = 8;
    private static final int ZOOM = 10;

    @Test
    void whatLiesToTheRightAndInFrontIsDrawnOnTheLeftAndAbove() {
        float[] voxels = new float[SIDE * SIDE];
        voxels[(SIDE - 1) * SIDE + SIDE - 1] = 1; // last row and column: right and front in a canonical volume
        TileImage tile = new TileImage(window(voxels, new byte[SIDE * SIDE]), 0, ZOOM);
        assertThat(tile.rgb(4, 4)).isEqualTo(0xFFFFFF);
        assertThat(tile.rgb(SIDE * ZOOM - 5, SIDE * ZOOM - 5)).isZero();
        assertThat(tile.rgb(4, SIDE * ZOOM - 5)).isZero();
    }

    @Test
    void greyIsTheWindowsValue() {
        float[] voxels = new float[SIDE * SIDE];
        java.util.Arrays.fill(voxels, 0.5f);
        assertThat(new TileImage(window(voxels, new byte[SIDE * SIDE]), 0, ZOOM).rgb(33, 40))
                .isEqualTo(0x808080);
    }

    @Test
    void theOutlineRunsAroundTheMaskAndNotAlongTheWindowsEdge() {
        byte[] mask = new byte[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < 4; column++) {
                mask[row * SIDE + column] = 1;
            }
        }
        TileImage tile = new TileImage(window(new float[SIDE * SIDE], mask), 0, ZOOM);
        for (int x = 0; x < SIDE * ZOOM; x++) {
            for (int y = 0; y < SIDE * ZOOM; y++) {
                // columns 0 to 3 become the lower half, whose first line is the outline
                assertThat(tile.rgb(x, y)).as("%d, %d", x, y).isEqualTo(y == SIDE * ZOOM / 2 ? AMBER : 0);
            }
        }
    }

    @Test
    void aSheetHasATileForEverySequenceOfEveryRowAndSaysWhatIsMissing() {
        Window half = new Window(
                new float[2 * SIDE * SIDE], new boolean[] {true, false}, new byte[SIDE * SIDE], SIDE, SIDE, SIDE);
        List<ContactSheet.Row> rows = List.of(
                new ContactSheet.Row(List.of("axial"), half, 2, 1),
                new ContactSheet.Row(List.of("coronal"), half, 1, 1));
        BufferedImage one = new ContactSheet("title", List.of("t1", "t2"), rows.subList(0, 1), List.of()).draw();
        BufferedImage two = new ContactSheet("title", List.of("t1", "t2"), rows, List.of("note")).draw();
        assertThat(two.getHeight() - one.getHeight()).isEqualTo(288 + 8 + 24);
        assertThat(count(one, 0x1C2126)).isGreaterThan(288 * 288 * 9 / 10); // the missing one's ground
        assertThat(count(two, 0x1C2126)).isEqualTo(2 * count(one, 0x1C2126));
        assertThatThrownBy(() -> new ContactSheet("title", List.of("t1"), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyLetterOfTheLabelsIsThere() {
        Letters letters = new Letters();
        BufferedImage unknown = drawn(letters, "\u00e9");
        String used = "windows of 96 x 96 px, percentiles 1 to 99 (study: 0.5;) R-L A/P'S+I %=J";
        used.chars().filter(letter -> letter != ' ').forEach(letter -> assertThat(
                        same(drawn(letters, Character.toString(letter)), unknown))
                .as(Character.toString(letter))
                .isFalse());
    }

    private static Window window(float[] voxels, byte[] mask) {
        return new Window(voxels, new boolean[] {true}, mask, SIDE, SIDE, SIDE);
    }

    private static int count(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    private static BufferedImage drawn(Letters letters, String text) {
        BufferedImage image = new BufferedImage(6, 10, BufferedImage.TYPE_INT_RGB);
        letters.draw(image, text, 0, 0, 1, 0xFFFFFF);
        return image;
    }

    private static boolean same(BufferedImage a, BufferedImage b) {
        int[] left = a.getRGB(0, 0, 6, 10, null, 0, 6);
        return java.util.Arrays.equals(left, b.getRGB(0, 0, 6, 10, null, 0, 6));
    }
}
