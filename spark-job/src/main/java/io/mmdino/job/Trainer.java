package io.mmdino.job;

import io.mmdino.train.Validator;
import java.io.IOException;

/** Takes a run from where it stands to its last iteration. */
@FunctionalInterface
public interface Trainer {
    void train(Validator validator, TrainProgress progress) throws IOException;
}
