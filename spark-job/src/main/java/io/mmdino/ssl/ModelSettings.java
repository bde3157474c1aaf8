package io.mmdino.ssl;

import io.mmdino.settings.Checks;
import io.mmdino.vit.HeadSettings;
import io.mmdino.vit.VitSettings;

/**
 * Backbone and heads of student and teacher.
 *
 * @param classes number of label classes
 * @param separateIbotHead whether masked patches have a head of their own; otherwise they share the cls tokens' head
 * @param separateClassifier whether labels train a linear head of their own on the cls token; otherwise, as in the paper,
 *     the DINO head's prototypes are the classes
 */
public record ModelSettings(
        VitSettings backbone,
        HeadSettings dinoHead,
        HeadSettings ibotHead,
        int classes,
        boolean separateIbotHead,
        boolean separateClassifier) {

    public ModelSettings {
        new Checks()
                .require(classes >= 2, "classes", classes, "2 or more")
                .require(
                        separateClassifier || dinoHead.prototypes() >= classes,
                        "dino-head.prototypes",
                        dinoHead.prototypes(),
                        "at least " + classes + " (the classes) or separate-classifier true");
    }
}
