package io.mmdino.crop;

import io.mmdino.shard.Window;
import java.util.Arrays;

/** The pixels that may be the centre of a crop. */
final class CropCentres {

    private CropCentres() {}

    /**
     * Positions {@code row * side + column} of the window's foreground pixels, or of all pixels that the image covers when
     * the window has no foreground.
     */
    static int[] pixels(Window window) {
        int[] found = collect(window, true);
        return found.length > 0 ? found : collect(window, false);
    }

    private static int[] collect(Window window, boolean foregroundOnly) {
        int[] found = new int[window.height() * window.width()];
        int count = 0;
        for (int y = 0; y < window.height(); y++) {
            for (int x = 0; x < window.width(); x++) {
                int at = y * window.side() + x;
                if (!foregroundOnly || window.foreground()[at] != 0) {
                    found[count++] = at;
                }
            }
        }
        return Arrays.copyOf(found, count);
    }
}
