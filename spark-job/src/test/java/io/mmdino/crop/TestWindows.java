package io.mmdino.crop;

import io.mmdino.shard.Window;

/** Synthetic windows: a head with a tumour on a black background, with a different texture in each sequence. */
public final class TestWindows {

    public static final int SIDE = 96;
    static final int TUMOUR_ROW = 60;
    static final int TUMOUR_COLUMN = 35;

    private TestWindows() {}

    public static Window head(boolean... present) {
        return head(SIDE, SIDE, present);
    }

    /** A window of an image with {@code height x width} pixels. */
    public static Window head(int height, int width, boolean... present) {
        float[] voxels = new float[present.length * SIDE * SIDE];
        byte[] foreground = new byte[SIDE * SIDE];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean tumour = Math.hypot(y - TUMOUR_ROW, x - TUMOUR_COLUMN) < 9;
                boolean head = Math.hypot(y - 48, x - 48) < 44;
                foreground[y * SIDE + x] = (byte) (tumour ? 1 : 0);
                for (int m = 0; m < present.length; m++) {
                    if (present[m] && head) {
                        voxels[(m * SIDE + y) * SIDE + x] = intensity(y, x, m, tumour);
                    }
                }
            }
        }
        return new Window(voxels, present, foreground, SIDE, height, width);
    }

    private static float intensity(int y, int x, int m, boolean tumour) {
        double texture = 0.5 + 0.2 * Math.sin(0.2 * x + m) * Math.cos(0.17 * y - m) + 0.05 * ((x * 7 + y * 13) % 5 - 2);
        return (float) Math.max(0.02, Math.min(1, tumour ? texture + 0.3 * (m % 2 == 0 ? 1 : -1) : texture));
    }
}
