package io.mmdino.crop;

import io.mmdino.shard.Window;
import java.util.OptionalInt;

/**
 * Makes the two global and the local crops of a study from one slice window: a rectangle around a foreground pixel, resized,
 * clipped to [0, 1], mirrored, its intensities shifted, blurred, its contrast changed, normalised. All sequences of a crop share the geometry.
 *
 * <p>Immutable: all lanes share one. The crops depend on the window and the stream only.
 *
 * <p>Source: MM-DINOv2, arXiv:2509.06617. Its code inverts the blur's probabilities by an old slip; here they are what they
 * are called.
 */
public final class CropMaker {

    private enum Kind {
        FIRST,
        SECOND,
        LOCAL
    }

    private final CropSettings settings;
    private final IntensityShift shift;
    private final BicubicResize toGlobal;
    private final BicubicResize toLocal;

    /** @param windowSide side of the windows that will come, W */
    public CropMaker(CropSettings settings, int windowSide) {
        this.settings = settings;
        this.shift = new IntensityShift(settings.shift());
        this.toGlobal = new BicubicResize(settings.globalSize(), windowSide);
        this.toLocal = new BicubicResize(settings.localSize(), windowSide);
    }

    /**
     * @param masks handed through, 2 x [M, n], from {@link MaskMaker}
     * @param random the study's own stream; what it gives is used up in a fixed order
     */
    public StudyCrops make(Window window, OptionalInt label, boolean[][] masks, RandomStream random) {
        int[] foreground = CropCentres.pixels(window);
        float[] scratch = new float[scratchSize(window)];
        float[][] globals = {
            crop(Kind.FIRST, toGlobal, window, foreground, random, scratch),
            crop(Kind.SECOND, toGlobal, window, foreground, random, scratch)
        };
        float[][] locals = new float[settings.localCount()][];
        for (int i = 0; i < locals.length; i++) {
            locals[i] = crop(Kind.LOCAL, toLocal, window, foreground, random, scratch);
        }
        return new StudyCrops(globals, locals, masks, window.present(), label);
    }

    private int scratchSize(Window window) {
        int largest = Math.max(settings.globalSize(), settings.localSize());
        return Math.max(GaussianBlur.scratchSize(largest), window.height() * largest);
    }

    private float[] crop(
            Kind kind, BicubicResize resize, Window window, int[] foreground, RandomStream random, float[] scratch) {
        boolean[] present = window.present();
        int side = resize.side();
        int pixels = side * side;
        float[] crop = new float[present.length * pixels];
        CropBox box = box(kind, window, foreground, random);
        FlipRotation turn = FlipRotation.drawn(settings, random);
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                cut(window, m, box, resize, scratch, crop);
                turn.apply(crop, m * pixels, side);
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

    /** Around a foreground pixel drawn evenly. */
    CropBox box(int[] foreground, Window window, double scaleMin, double scaleMax, RandomStream random) {
        int pixel = foreground[random.integer(foreground.length)];
        double scale = random.uniform(scaleMin, scaleMax);
        double aspect = random.uniform(1 / settings.aspect(), settings.aspect());
        return CropBox.around(
                pixel / window.side(),
                pixel % window.side(),
                scale * aspect * window.height(),
                scale * window.width(),
                window.height(),
                window.width());
    }

    private CropBox box(Kind kind, Window window, int[] foreground, RandomStream random) {
        return kind == Kind.LOCAL
                ? box(foreground, window, settings.localScaleMin(), settings.localScaleMax(), random)
                : box(foreground, window, settings.globalScaleMin(), settings.globalScaleMax(), random);
    }

    /** Bicubic interpolation overshoots, hence the clip. */
    private static void cut(Window window, int m, CropBox box, BicubicResize resize, float[] scratch, float[] crop) {
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
        boolean blurred = random.chance(of(kind, s.first(), s.second(), s.local()));
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
        if (!random.chance(of(kind, s.first(), s.second(), s.local()))) {
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

    private static double of(Kind kind, double first, double second, double local) {
        return switch (kind) {
            case FIRST -> first;
            case SECOND -> second;
            case LOCAL -> local;
        };
    }
}
