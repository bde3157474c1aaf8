package io.mmdino.config;

import io.mmdino.settings.Checks;
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
            new Checks()
                    .that(globalSide >= 14, "globalSide", globalSide, "14 or more")
                    .that(scale[0] <= scale[1], "scale[0]", scale[0], "at most " + scale[1]);
        }
    }

    record Optimiser(double lr, int warmUpEpochs, Decay decay, boolean frozen) {
        Optimiser {
            new Checks("optimiser.").that(lr <= 1, "lr", lr, "at most 1");
            new Checks()
                    .that(lr > 0, "lr", lr, "> 0")
                    .that(warmUpEpochs >= 0, "warmUpEpochs", warmUpEpochs, "0 or more")
                    .that(!frozen || warmUpEpochs == 0, "a frozen optimiser cannot warm up: set warmUpEpochs to 0");
        }
    }
}
