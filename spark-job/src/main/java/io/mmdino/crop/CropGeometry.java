package io.mmdino.crop;

/**
 * Sizes and number of crops.
 *
 * @param globalSide G, pixels
 * @param localSide l, pixels
 * @param locals L, local crops per study
 */
public record CropGeometry(int globalSide, int localSide, int locals) {

    /** Global crops per study. */
    public static final int GLOBALS = 2;

    /** Terms of the cls-token loss: every local crop with both targets, each global crop with the other's. */
    public double terms() {
        return Math.max(GLOBALS * locals, 1) + GLOBALS * (GLOBALS - 1);
    }
}
