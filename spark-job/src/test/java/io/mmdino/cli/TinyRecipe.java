package io.mmdino.cli;

/** A run file for tests: seconds, not minutes. */
public final class TinyRecipe {

    public static final String YAML =
            """
            model:
              backbone: {architecture: custom, width: 24, depth: 1, heads: 2, patch: 8, image-size: 32, layer-scale: 1.0}
              dino-head: {hidden: 16, bottleneck: 8, prototypes: 3}
              ibot-head: {hidden: 16, bottleneck: 8, prototypes: 3}
            crops: {global-size: 32, local-size: 16, local-count: 2}
            optim:
              epochs: 2
              epoch-length: 3
              warmup-epochs: 0
              teacher-temperature-warmup-epochs: 0
              freeze-last-layer-epochs: 0
              freeze-backbone-epochs: 0
            train: {batch-size: 4, lanes: 2, checkpoint-iterations: 2, validation-iterations: 3}
            evaluation: {bootstrap-draws: 20, neighbours: 3, label-fractions: [0.5], label-fraction-repeats: 1, image-side: 48}
            baseline: {epochs: 1, batch-size: 4, averaging-frequency: 2, filters: 4, blocks: 2, image-side: 16}
            """;

    private TinyRecipe() {}
}
