package io.mmdino.vit;

import io.mmdino.settings.Checks;

/**
 * Shape of a projection head.
 *
 * @param hidden width of the two hidden layers
 * @param bottleneck width of the normalised layer before the prototypes
 * @param prototypes number of outputs, K; in the paper's shared head these are the classes
 */
public record HeadSettings(int hidden, int bottleneck, int prototypes) {

    public HeadSettings {
        new Checks()
                .that(
                        hidden >= 1 && bottleneck >= 1,
                        "hidden",
                        " is " + hidden + " and bottleneck " + bottleneck + ", wanted 1 or more each")
                .that(prototypes >= 2, "prototypes", prototypes, "2 or more");
    }
}
