package io.mmdino.evaluate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One way to features, judged.
 *
 * @param c C of its logistic regression, empty for neighbours
 * @param validation empty where no validation study has a label
 */
public record ModelScores(OptionalDouble c, Scores test, Optional<Scores> validation) {}
