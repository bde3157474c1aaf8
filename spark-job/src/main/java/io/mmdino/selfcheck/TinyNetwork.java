package io.mmdino.selfcheck;

import io.mmdino.crop.CropGeometry;
import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.ssl.Model;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.ssl.TrainingBatch;
import io.mmdino.vit.FeedForward;
import io.mmdino.vit.HeadSettings;
import io.mmdino.vit.VitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * A network and a batch that are small enough to compute the loss hundreds of times and have every kind of parameter and of
 * crop: stochastic depth, a study without one sequence, masked and unmasked crops, labelled and unlabelled studies,
 * interpolated positions.
 *
 * @param name for the results
 */
record TinyNetwork(String name, Model model) {

    static final CropGeometry GEOMETRY = new CropGeometry(8, 4, 2);

    private static final int WIDTH = 8;
    private static final int CLASSES = 3;
    private static final int STUDIES = 4;
    private static final double SPREAD = 0.3;
    private static final List<String> SEQUENCES = List.of("t2", "flair", "t1");

    /** A network with SwiGLU, registers, two heads and a classifier. */
    static TinyNetwork separate() {
        return of("separate heads", FeedForward.Kind.SWIGLU, 2, true);
    }

    /** A network like the paper's: one head, whose prototypes are the classes. */
    static TinyNetwork shared() {
        return of("shared head", FeedForward.Kind.MLP, 0, false);
    }

    private static TinyNetwork of(String name, FeedForward.Kind feedForward, int registers, boolean separate) {
        VitSettings backbone = new VitSettings(
                "custom",
                WIDTH,
                2,
                2,
                4,
                12,
                SEQUENCES,
                TraceFiles.EMBEDDING_ROWS,
                feedForward,
                registers,
                1,
                0.02,
                0.4);
        HeadSettings dino = new HeadSettings(7, 5, separate ? 6 : CLASSES);
        HeadSettings ibot = separate ? new HeadSettings(6, 4, 5) : dino;
        return new TinyNetwork(name, new Model(new ModelSettings(backbone, dino, ibot, CLASSES, separate, separate)));
    }

    /** Draws weights of similar size for every parameter; initial weights would be zero for many, and their check empty. */
    void fill(ParameterVector weights, long seed) {
        model.initialize(weights, seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (Parameter parameter : weights.layout().parameters()) {
            for (long i = 0; i < parameter.length(); i++) {
                double start = weights.of(parameter).get(i);
                weights.of(parameter).set(i, start + SPREAD * random.nextGaussian());
            }
        }
    }

    /** Four studies with random crops and masks. */
    TrainingBatch batch(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<StudyCrops> studies = new ArrayList<>();
        for (int study = 0; study < STUDIES; study++) {
            boolean[] present = {true, study != 1, true};
            boolean[][] masks = {mask(random, present), study == 0 ? new boolean[patches()] : mask(random, present)};
            studies.add(new StudyCrops(
                    crops(random, present, CropGeometry.GLOBALS, GEOMETRY.globalSide()),
                    crops(random, present, GEOMETRY.locals(), GEOMETRY.localSide()),
                    masks,
                    present,
                    study == 2 ? OptionalInt.empty() : OptionalInt.of(study % CLASSES)));
        }
        return TrainingBatch.of(studies);
    }

    private int patches() {
        return SEQUENCES.size() * model.backbone().settings().patches(GEOMETRY.globalSide());
    }

    private boolean[] mask(SplittableRandom random, boolean[] present) {
        boolean[] mask = new boolean[patches()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = present[i * present.length / mask.length] && random.nextInt(3) == 0;
        }
        return mask;
    }

    private static float[][] crops(SplittableRandom random, boolean[] present, int count, int side) {
        float[][] crops = new float[count][present.length * side * side];
        for (float[] crop : crops) {
            for (int i = 0; i < crop.length; i++) {
                crop[i] = present[i / (side * side)] ? (float) random.nextGaussian() : 0;
            }
        }
        return crops;
    }
}
