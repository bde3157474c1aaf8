package io.mmdino.score;

import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.Encoder;
import io.mmdino.evaluate.InputMaker;
import java.util.List;
import java.util.function.Supplier;

/**
 * A trained model, ready to score.
 *
 * @param encoder makes an encoder for each lane
 * @param input makes what the encoder reads from a window
 * @param modelHash identifies the weights and the classifier
 * @param settingsHash of the windows that it was trained on
 * @param sequences in the order it was trained on
 */
public record ScoringModel(
        Supplier<? extends Encoder> encoder,
        InputMaker input,
        Classifier classifier,
        String modelHash,
        String settingsHash,
        List<String> sequences) {

    public ScoringModel {
        sequences = List.copyOf(sequences);
    }
}
