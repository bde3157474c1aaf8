package io.mmdino.crop;

/**
 * Sizes and number of a study's crops.
 *
 * @param globalSide side of a global crop in pixels, G
 * @param localSide side of a local crop in pixels, l
 * @param locals local crops per study, L; may be 0
 */
public record CropGeometry(int globalSide, int localSide, int locals) {

    /** Global crops per study. */
    public static final int GLOBALS = 2;

    /**
     * Terms of the DINO loss, by which it is divided: 2L of local crops, each with both targets, and 2 of global crops, each
     * with the other one's target. DINOv2 counts at least one local term, also without local crops.
     */
    public double terms() {
        return Math.max(GLOBALS * locals, 1) + GLOBALS * (GLOBALS - 1);
    }
}
