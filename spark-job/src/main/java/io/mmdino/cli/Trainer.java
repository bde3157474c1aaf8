package io.mmdino.cli;

import io.mmdino.train.Validator;
import java.io.IOException;

/** Takes a run from where it stands to its last iteration. */
@FunctionalInterface
interface Trainer {
    void train(Validator validator, TrainProgress progress) throws IOException;
}
