package io.mmdino.vit;

/**
 * The shape of a projection head.
 *
 * @param hidden width of its two hidden layers
 * @param bottleneck width of the normalised layer before the prototypes
 * @param prototypes outputs, K; with the paper's shared head these are the classes
 */
public record HeadSettings(int hidden, int bottleneck, int prototypes) {

    public HeadSettings {
        if (hidden < 1 || bottleneck < 1) {
            throw new IllegalArgumentException(
                    "hidden is " + hidden + " and bottleneck " + bottleneck + ", wanted 1 or more each");
        }
        if (prototypes < 2) {
            throw new IllegalArgumentException("prototypes is " + prototypes + ", wanted 2 or more");
        }
    }
}
