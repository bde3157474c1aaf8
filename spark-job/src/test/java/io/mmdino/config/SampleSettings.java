package io.mmdino.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings with every kind of component that real ones have. */
record SampleSettings(Crops crops, Optimiser optimiser, String site, Optional<Long> seed) {

    static final String DEFAULTS =
            """
            crops:
              global-side: 98
              sides: [98, 56]
              scale: [0.2, 1.0]
              patterns: {t1: "*_t1.nii.gz"}
              max-studies:
            optimiser:
              lr: 1e-4
              warm-up-epochs: 20
              decay: cosine-slow
              frozen: false
            site: "no"
            seed:
            """;

    enum Decay {
        COSINE_SLOW,
        LINEAR
    }

    record Crops(
            int globalSide, List<Integer> sides, double[] scale, Map<String, String> patterns, OptionalInt maxStudies) {
        Crops {
            if (globalSide < 14) {
                throw new IllegalArgumentException("globalSide is " + globalSide + ", wanted 14 or more");
            }
            if (scale[0] > scale[1]) {
                throw new IllegalArgumentException("scale[0] is " + scale[0] + ", wanted at most " + scale[1]);
            }
        }
    }

    record Optimiser(double lr, int warmUpEpochs, Decay decay, boolean frozen) {
        Optimiser {
            if (lr <= 0) {
                throw new IllegalArgumentException("lr is " + lr + ", wanted > 0");
            }
            if (lr > 1) {
                throw new IllegalArgumentException("optimiser.lr is " + lr + ", wanted at most 1");
            }
            if (warmUpEpochs < 0) {
                throw new IllegalArgumentException("warmUpEpochs is " + warmUpEpochs + ", wanted 0 or more");
            }
            if (frozen && warmUpEpochs > 0) {
                throw new IllegalArgumentException("a frozen optimiser cannot warm up: set warmUpEpochs to 0");
            }
        }
    }
}
