package io.mmdino.train;

import io.mmdino.kernel.ParameterVector;
import java.util.OptionalDouble;

/** Validation of the teacher during training. */
@FunctionalInterface
public interface Validator {

    /** The validation MCC of the teacher's current weights; empty when there are too few labelled studies. */
    OptionalDouble mcc(ParameterVector teacher);
}
