package io.mmdino.crop;

import io.mmdino.settings.Checks;

/**
 * Settings of the masks that hide patches of global crops from the student. {@link #paper()} has the published values.
 *
 * @param maskedCrops share of a batch's global crops that are masked in blocks
 * @param shareMin smallest share of patches that is masked in such a crop
 * @param shareMax largest share of patches that is masked in such a crop
 * @param blockMin smallest block, patches
 * @param blockMaxShare largest block as a share of a sequence's patches
 * @param aspectMin a block's height to width lies in [aspectMin, 1/aspectMin]
 * @param fullModality whether one whole present sequence of every global crop is masked too, where two or more are present
 */
public record MaskSettings(
        double maskedCrops,
        double shareMin,
        double shareMax,
        int blockMin,
        double blockMaxShare,
        double aspectMin,
        boolean fullModality) {

    public MaskSettings {
        new Checks()
                .within("masked-crops", maskedCrops, 0, 1)
                .within("share-min", shareMin, 0, 1)
                .within("share-max", shareMax, 0, 1)
                .ordered("share-min", shareMin, "share-max", shareMax)
                .atLeast("block-min", blockMin, 1)
                .within("block-max-share", blockMaxShare, 0, 1)
                .within("aspect-min", aspectMin, 0.01, 1);
    }

    /** Half of the crops, 10 to 50 % of their patches, and one whole sequence of every crop. */
    public static MaskSettings paper() {
        return new MaskSettings(0.5, 0.1, 0.5, 4, 0.5, 0.3, true);
    }
}
