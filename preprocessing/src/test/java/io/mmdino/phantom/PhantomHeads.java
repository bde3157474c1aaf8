package io.mmdino.phantom;

import io.mmdino.phantom.PhantomImages.MrSequence;
import io.mmdino.phantom.Scanner.NoiseTable;
import io.mmdino.volume.Orientation;
import io.mmdino.volume.Volume;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Heads for tests of other packages: skull-stripped as the phantoms are, or with bone and scalp added. */
public final class PhantomHeads {

    private static final int MARGIN = 12;

    /** Outer limits of fluid, bone and scalp, in voxels of about 2 mm from the brain. */
    private static final int[] SHELL = {1, 4, 7};

    private PhantomHeads() {}

    /** The images t1, t1c, t2 and flair of one patient, in canonical orientation, padded with zeros. */
    public static Map<String, Volume> stripped(long seed) {
        PhantomSettings settings = new PhantomSettings(1, seed, 1, 0, Site.A, 96, 1);
        PhantomImages study = PhantomImages.make(settings, Roster.draw(settings).get(0), new NoiseTable());
        Map<String, Volume> heads = new LinkedHashMap<>();
        for (MrSequence sequence : MrSequence.values()) {
            heads.put(sequence.suffix(), padded(study.grid(), study.images()[sequence.ordinal()]));
        }
        return heads;
    }

    /** Adds bone and scalp to a head. Air around it is noise, or zero where {@code noise} is 0. */
    public static Volume withSkull(Volume brain, double noise) {
        float[] voxels = brain.voxels().clone();
        int[] steps = steps(brain);
        double bright = brightness(brain);
        SplittableRandom random = new SplittableRandom(7);
        for (int at = 0; at < voxels.length; at++) {
            double tissue = steps[at] == 0
                    ? voxels[at]
                    : steps[at] <= SHELL[0]
                            ? 0.3 * bright
                            : steps[at] <= SHELL[1] ? 0.05 * bright : steps[at] <= SHELL[2] ? 1.2 * bright : 0;
            boolean air = tissue == 0 && noise == 0;
            voxels[at] = air ? 0 : (float) Math.abs(tissue + (noise + 0.02 * bright) * (2 * random.nextDouble() - 1));
        }
        return new Volume(voxels, brain.width(), brain.height(), brain.depth(), brain.affine());
    }

    /** Mean of the voxels that are not zero. */
    public static double brightness(Volume brain) {
        double sum = 0;
        int count = 0;
        for (float voxel : brain.voxels()) {
            sum += voxel;
            count += voxel > 0 ? 1 : 0;
        }
        return sum / count;
    }

    /** Distance of each voxel from the brain in steps between face neighbours, at most one more than the shell's. */
    private static int[] steps(Volume brain) {
        int[] steps = new int[brain.voxels().length];
        int far = SHELL[2] + 1;
        for (int at = 0; at < steps.length; at++) {
            steps[at] = brain.voxels()[at] > 0 ? 0 : far;
        }
        int[] stride = {1, brain.width(), brain.width() * brain.height()};
        for (int step = 1; step < far; step++) {
            for (int at = stride[2]; at < steps.length - stride[2]; at++) {
                for (int axis = 0; axis < 3 && steps[at] == far; axis++) {
                    boolean beside = steps[at - stride[axis]] == step - 1 || steps[at + stride[axis]] == step - 1;
                    steps[at] = beside ? step : far;
                }
            }
        }
        return steps;
    }

    private static Volume padded(PhantomGrid grid, float[] voxels) {
        int width = grid.width() + 2 * MARGIN;
        int height = grid.height() + 2 * MARGIN;
        int depth = grid.depth() + 2 * MARGIN;
        float[] out = new float[width * height * depth];
        for (int k = 0; k < grid.depth(); k++) {
            for (int j = 0; j < grid.height(); j++) {
                int from = (k * grid.height() + j) * grid.width();
                int to = ((k + MARGIN) * height + j + MARGIN) * width + MARGIN;
                System.arraycopy(voxels, from, out, to, grid.width());
            }
        }
        return Orientation.toCanonical(new Volume(out, width, height, depth, grid.affine()));
    }
}
