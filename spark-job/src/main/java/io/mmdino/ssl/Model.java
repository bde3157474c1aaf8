package io.mmdino.ssl;

import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.DinoHead;
import io.mmdino.vit.Initialization;
import io.mmdino.vit.Linear;
import java.util.Optional;

/**
 * The layers of student and teacher and the layout of their parameters. It holds no values: the weights of each network
 * are a {@link ParameterVector} of this layout.
 */
public final class Model {

    private final ModelSettings settings;
    private final ParameterLayout layout;
    private final Backbone backbone;
    private final DinoHead dinoHead;
    private final DinoHead ibotHead;
    private final Optional<Linear> classifier;

    public Model(ModelSettings settings) {
        this.settings = settings;
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        int width = settings.backbone().width();
        backbone = new Backbone(builder, "backbone.", settings.backbone());
        dinoHead = new DinoHead(builder, "dino_head", width, settings.dinoHead());
        ibotHead =
                settings.separateIbotHead() ? new DinoHead(builder, "ibot_head", width, settings.ibotHead()) : dinoHead;
        classifier = settings.separateClassifier()
                ? Optional.of(Linear.add(builder, "classifier", width, settings.classes()))
                : Optional.empty();
        layout = builder.build();
    }

    public ModelSettings settings() {
        return settings;
    }

    public ParameterLayout layout() {
        return layout;
    }

    public Backbone backbone() {
        return backbone;
    }

    /** The head on cls tokens. */
    public DinoHead dinoHead() {
        return dinoHead;
    }

    /** The head on masked patches; the same object as {@link #dinoHead()} when it is shared. */
    public DinoHead ibotHead() {
        return ibotHead;
    }

    /** Whether cls tokens and masked patches have one head. */
    public boolean sharesHead() {
        return ibotHead == dinoHead;
    }

    /** The linear head that labels train; empty when the DINO head's prototypes are the classes. */
    public Optional<Linear> classifier() {
        return classifier;
    }

    /** Draws initial weights, which depend on the seed and on the layout only. */
    public void initialize(ParameterVector weights, long seed) {
        new Initialization(seed, settings.backbone()).fill(weights);
    }
}
