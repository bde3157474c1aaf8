package io.mmdino.ssl;

import io.mmdino.settings.Checks;
import io.mmdino.vit.HeadSettings;
import io.mmdino.vit.VitSettings;

/**
 * Shape of student and teacher: backbone and heads.
 *
 * @param backbone shape of the vision transformer
 * @param dinoHead shape of the head of the cls tokens
 * @param ibotHead shape of the head of the masked patches, if they have their own
 * @param classes number of label classes
 * @param separateIbotHead whether masked patches have their own head; otherwise they share that of the cls tokens
 * @param separateClassifier whether labels train a linear head on the cls token; otherwise, as in the paper, the DINO head's
 *     prototypes are the classes
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
                .that(classes >= 2, "classes", classes, "2 or more")
                .that(
                        separateClassifier || dinoHead.prototypes() >= classes,
                        "dino-head.prototypes",
                        dinoHead.prototypes(),
                        "at least " + classes + " (the classes) or separate-classifier true");
    }
}
