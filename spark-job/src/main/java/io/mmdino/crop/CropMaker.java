package io.mmdino.crop;

import io.mmdino.shard.Window;
import java.util.OptionalInt;

/**
 * Makes the global and local crops of a study from one slice window. Each crop is a rectangle around one of the {@link
 * CropCentres}, resized, clipped to [0, 1], flipped and rotated, its intensities shifted, blurred, its contrast changed, and
 * normalised, in this order. All sequences of a crop share rectangle, flips and rotation.
 *
 * <p>Immutable, so all lanes share one. The crops depend on the window and the random stream only.
 *
 * <p>Source: MM-DINOv2, arXiv:2509.06617. The published code inverts the three probabilities of blur by mistake; here they
 * have the published values.
 */
public final class CropMaker {

    /** A rectangle of a window, in pixels. */
    record Box(int top, int left, int height, int width) {

        /**
         * The rectangle of the wanted size around a pixel, cut down to the image's size and moved inside the image.
         *
         * @param imageHeight rows of the image
         * @param imageWidth columns of the image
         */
        static Box around(int row, int column, double height, double width, int imageHeight, int imageWidth) {
            int rows = clamp((int) Math.round(height), 1, imageHeight);
            int columns = clamp((int) Math.round(width), 1, imageWidth);
            int top = clamp(row - rows / 2, 0, imageHeight - rows);
            int left = clamp(column - columns / 2, 0, imageWidth - columns);
            return new Box(top, left, rows, columns);
        }

        boolean contains(int row, int column) {
            return row >= top && row < top + height && column >= left && column < left + width;
        }

        private static int clamp(int value, int low, int high) {
            return Math.max(low, Math.min(high, value));
        }
    }

    private enum Kind {
        FIRST,
        SECOND,
        LOCAL
    }

    private final CropSettings settings;
    private final IntensityShift shift;
    private final BicubicResize toGlobal;
    private final BicubicResize toLocal;

    /** @param windowSide side of the windows in pixels, W */
    public CropMaker(CropSettings settings, int windowSide) {
        this.settings = settings;
        this.shift = new IntensityShift(settings.shift());
        this.toGlobal = new BicubicResize(settings.globalSize(), windowSide);
        this.toLocal = new BicubicResize(settings.localSize(), windowSide);
    }

    /**
     * Draws and cuts a study's crops.
     *
     * @param masks of {@link MaskMaker}, 2 x [M*n]; passed on
     * @param random the study's own stream, from which numbers are drawn in a fixed order
     */
    public StudyCrops make(Window window, OptionalInt label, boolean[][] masks, RandomStream random) {
        int[] centres = CropCentres.pixels(window);
        float[] scratch = new float[scratchSize(window)];
        float[][] globals = {
            crop(Kind.FIRST, toGlobal, window, centres, random, scratch),
            crop(Kind.SECOND, toGlobal, window, centres, random, scratch)
        };
        float[][] locals = new float[settings.localCount()][];
        for (int i = 0; i < locals.length; i++) {
            locals[i] = crop(Kind.LOCAL, toLocal, window, centres, random, scratch);
        }
        return new StudyCrops(globals, locals, masks, window.present(), label);
    }

    private int scratchSize(Window window) {
        int largest = Math.max(settings.globalSize(), settings.localSize());
        return Math.max(GaussianBlur.scratchSize(largest), window.height() * largest);
    }

    private float[] crop(
            Kind kind, BicubicResize resize, Window window, int[] centres, RandomStream random, float[] scratch) {
        boolean[] present = window.present();
        int side = resize.side();
        int pixels = side * side;
        float[] crop = new float[present.length * pixels];
        Box box = box(kind, window, centres, random);
        FlipRotation flipRotation = FlipRotation.drawn(settings, random);
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                cut(window, m, box, resize, scratch, crop);
                flipRotation.apply(crop, m * pixels, side);
            }
        }
        if (random.chance(settings.shift().probability())) {
            shift.apply(crop, pixels, present, random);
        }
        blur(kind, crop, side, present, random, scratch);
        contrast(kind, crop, pixels, present, random);
        settings.normalization().apply(crop, 0, crop.length);
        return crop;
    }

    /** A rectangle of random size and aspect around a uniformly drawn centre. */
    Box box(int[] centres, Window window, double scaleMin, double scaleMax, RandomStream random) {
        int pixel = centres[random.integer(centres.length)];
        double scale = random.uniform(scaleMin, scaleMax);
        double aspect = random.uniform(1 / settings.aspect(), settings.aspect());
        return Box.around(
                pixel / window.side(),
                pixel % window.side(),
                scale * aspect * window.height(),
                scale * window.width(),
                window.height(),
                window.width());
    }

    private Box box(Kind kind, Window window, int[] centres, RandomStream random) {
        return kind == Kind.LOCAL
                ? box(centres, window, settings.localScaleMin(), settings.localScaleMax(), random)
                : box(centres, window, settings.globalScaleMin(), settings.globalScaleMax(), random);
    }

    /** Resizes sequence m of the rectangle, then clips it, because bicubic interpolation overshoots. */
    private static void cut(Window window, int m, Box box, BicubicResize resize, float[] scratch, float[] crop) {
        int side = window.side();
        int pixels = resize.side() * resize.side();
        int offset = (m * side + box.top()) * side + box.left();
        resize.resize(window.voxels(), offset, side, box.height(), box.width(), scratch, crop, m * pixels);
        for (int i = m * pixels; i < (m + 1) * pixels; i++) {
            crop[i] = Math.max(0, Math.min(1, crop[i]));
        }
    }

    private void blur(Kind kind, float[] crop, int side, boolean[] present, RandomStream random, float[] scratch) {
        BlurSettings s = settings.blur();
        boolean blurred = random.chance(probability(kind, s.first(), s.second(), s.local()));
        double sigma = random.uniform(s.sigmaMin(), s.sigmaMax());
        if (!blurred) {
            return;
        }
        GaussianBlur blur = new GaussianBlur(sigma);
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                blur.apply(crop, m * side * side, side, scratch);
            }
        }
    }

    private void contrast(Kind kind, float[] crop, int pixels, boolean[] present, RandomStream random) {
        GammaSettings s = settings.gamma();
        if (!random.chance(probability(kind, s.first(), s.second(), s.local()))) {
            return;
        }
        if (!s.perSequence()) {
            GammaContrast.applyTogether(crop, pixels, present, random.uniform(s.min(), s.max()));
            return;
        }
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                GammaContrast.apply(crop, m * pixels, pixels, random.uniform(s.min(), s.max()));
            }
        }
    }

    private static double probability(Kind kind, double first, double second, double local) {
        return switch (kind) {
            case FIRST -> first;
            case SECOND -> second;
            case LOCAL -> local;
        };
    }
}
