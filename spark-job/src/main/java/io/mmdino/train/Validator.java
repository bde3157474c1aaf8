package io.mmdino.train;

import io.mmdino.kernel.ParameterVector;
import java.util.OptionalDouble;

/** Judges the teacher while it is being trained. */
@FunctionalInterface
public interface Validator {

    /** @return the validation MCC, or empty when there is too little to judge by */
    OptionalDouble mcc(ParameterVector teacher);
}
