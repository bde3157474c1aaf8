package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.crop.MaskMaker;
import io.mmdino.crop.MaskSettings;
import io.mmdino.crop.RandomStream;
import io.mmdino.crop.StudyCrops;
import io.mmdino.vit.FeedForward;
import io.mmdino.vit.HeadSettings;
import io.mmdino.vit.VitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** A model of width 8 on 8 px global and 4 px local crops of three sequences, and batches of noise for it. */
final class TinyModels {

    static final CropGeometry GEOMETRY = new CropGeometry(8, 4, 2);
    static final List<String> SEQUENCES = List.of("t1", "t1c", "t2");
    static final int CLASSES = 3;

    private TinyModels() {}

    /** A model like the paper's: one shared head with as many prototypes as classes. */
    static ModelSettings shared(double dropPath) {
        HeadSettings head = new HeadSettings(6, 4, CLASSES);
        return new ModelSettings(vit(dropPath, 0), head, head, CLASSES, false, false);
    }

    /** A model with separate heads for masked patches and for classes, registers, and more prototypes than classes. */
    static ModelSettings separate(double dropPath) {
        return new ModelSettings(
                vit(dropPath, 2), new HeadSettings(6, 4, 5), new HeadSettings(5, 3, 4), CLASSES, true, true);
    }

    private static VitSettings vit(double dropPath, int registers) {
        return new VitSettings(
                "custom",
                8,
                2,
                2,
                2,
                12,
                SEQUENCES,
                SEQUENCES,
                FeedForward.Kind.MLP,
                registers,
                0.5,
                VitSettings.DINOV2_DEVIATION,
                dropPath);
    }

    static LossSettings losses(LossSettings.Centering centering) {
        return new LossSettings(1, 0.1, 1, 0.5, 0.1, 0.1, 0.1, centering, 0.9);
    }

    /** A batch in which labels repeat as 0, none, 1, 2; every third study lacks its last sequence. */
    static TrainingBatch batch(int studies, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<boolean[]> present = new ArrayList<>();
        for (int study = 0; study < studies; study++) {
            present.add(new boolean[] {true, true, study % 3 != 2});
        }
        int grid = GEOMETRY.globalSide() / 2;
        MaskMaker maker = new MaskMaker(new MaskSettings(0.5, 0.1, 0.5, 1, 0.5, 0.3, true), grid);
        List<boolean[][]> masks = maker.forBatch(present, RandomStream.of(seed, 0, "", "masks"));
        List<StudyCrops> crops = new ArrayList<>();
        for (int study = 0; study < studies; study++) {
            OptionalInt label = study % 4 == 1 ? OptionalInt.empty() : OptionalInt.of((study + 1) / 2 % CLASSES);
            crops.add(new StudyCrops(
                    noise(random, CropGeometry.GLOBALS, GEOMETRY.globalSide()),
                    noise(random, GEOMETRY.locals(), GEOMETRY.localSide()),
                    masks.get(study),
                    present.get(study),
                    label));
        }
        return TrainingBatch.of(crops);
    }

    private static float[][] noise(SplittableRandom random, int crops, int side) {
        float[][] noise = new float[crops][SEQUENCES.size() * side * side];
        for (float[] crop : noise) {
            for (int i = 0; i < crop.length; i++) {
                crop[i] = (float) random.nextGaussian();
            }
        }
        return noise;
    }
}
