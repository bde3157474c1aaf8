package io.mmdino.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * A row of the missing-sequence table.
 *
 * @param name as the table shows it
 * @param sequences kept at most
 * @param leftOut test studies that have none of these sequences
 * @param test empty when that is all of them
 */
public record SubsetScores(String name, List<String> sequences, int leftOut, Optional<Scores> test) {}
