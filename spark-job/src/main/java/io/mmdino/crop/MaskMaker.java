package io.mmdino.crop;

import io.mmdino.settings.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws the masks of a whole batch. Of its 2B global crops, k get block masks: the range between the smallest and the
 * largest share is cut into k equal bins, each masked crop gets a share from one bin, and the bins are shuffled over all
 * crops. A block mask is the same for all sequences of a crop; then each crop may lose one whole sequence.
 *
 * <p>The result depends on the order of the studies and on the random streams only, not on the lanes or workers that use it: {@link
 * #targets} draws what concerns the joined batch of all workers, {@link #forStudy} the blocks of one study.
 *
 * <p>Letters: B = studies, M = sequences, n = patches of one sequence of a global crop. Source: DINOv2, arXiv:2304.07193, and
 * MM-DINOv2, arXiv:2509.06617 (full-modality masking).
 */
public final class MaskMaker {

    private static final int CROPS = 2;

    private final MaskSettings settings;
    private final BlockMask blocks;

    /** @param grid patches along one side of a global crop, so that n = grid * grid */
    public MaskMaker(MaskSettings settings, int grid) {
        new Checks().atLeast("patches along a side", grid, 1);
        this.settings = settings;
        this.blocks = new BlockMask(grid, settings);
    }

    /**
     * Draws a batch's masks.
     *
     * @param present for each study which sequences it has, B x [M]
     * @param random the iteration's stream for masks
     * @return for each study the masks of its two global crops, each [M*n], true where hidden. A missing sequence is never
     *     marked; its patches are hidden from teacher and student anyway.
     */
    public List<boolean[][]> forBatch(List<boolean[]> present, RandomStream random) {
        int[] targets = targets(present.size(), random);
        List<boolean[][]> masks = new ArrayList<>(present.size());
        for (int study = 0; study < present.size(); study++) {
            masks.add(forStudy(targets, study, present.get(study), random));
        }
        return masks;
    }

    /**
     * Draws the masks of one study.
     *
     * @param targets of the joined batch
     * @param study position in the joined batch
     * @param present which sequences it has, [M]
     * @param random the study's own stream for masks
     * @return the masks of its two global crops, each [M*n]
     */
    public boolean[][] forStudy(int[] targets, int study, boolean[] present, RandomStream random) {
        boolean[][] crops = new boolean[CROPS][];
        for (int crop = 0; crop < CROPS; crop++) {
            crops[crop] = mask(targets[CROPS * study + crop], present, random);
        }
        return crops;
    }

    /**
     * Draws how many patches blocks hide in each global crop of a batch.
     *
     * @param studies B
     * @param random the iteration's stream for masks
     * @return by study, then crop, [2B]; 0 for crops without block masks
     */
    public int[] targets(int studies, RandomStream random) {
        int crops = CROPS * studies;
        int[] targets = new int[crops];
        int masked = (int) (crops * settings.maskedCrops());
        double bin = (settings.shareMax() - settings.shareMin()) / Math.max(masked, 1);
        for (int i = 0; i < masked; i++) {
            double low = settings.shareMin() + i * bin;
            targets[i] = (int) (random.uniform(low, low + bin) * blocks.grid() * blocks.grid());
        }
        random.shuffle(targets);
        return targets;
    }

    private boolean[] mask(int target, boolean[] present, RandomStream random) {
        boolean[] shared = blocks.draw(target, random);
        boolean[] mask = new boolean[present.length * shared.length];
        int lost = settings.fullModality() ? lostSequence(present, random) : -1;
        for (int m = 0; m < present.length; m++) {
            for (int i = 0; i < shared.length && present[m]; i++) {
                mask[m * shared.length + i] = shared[i] || m == lost;
            }
        }
        return mask;
    }

    /** A uniformly drawn present sequence; -1 when fewer than two are present. */
    private static int lostSequence(boolean[] present, RandomStream random) {
        int count = 0;
        for (boolean here : present) {
            count += here ? 1 : 0;
        }
        if (count < 2) {
            return -1;
        }
        int skip = random.integer(count);
        int m = -1;
        for (int passed = 0; passed <= skip; passed++) {
            do {
                m++;
            } while (!present[m]);
        }
        return m;
    }
}
