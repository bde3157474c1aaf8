package io.mmdino.dicom.rules;

import io.mmdino.dicom.SeriesFacts;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One rule.
 *
 * @param name for reasons
 * @param sequence what the series is; empty for rules that exclude
 * @param also other sequences that this rule does not speak against
 * @param conditions all of them have to hold
 */
record SequenceRule(String name, String sequence, List<String> also, List<SequenceCondition> conditions) {

    boolean holds(SeriesFacts facts) {
        return conditions.stream().allMatch(condition -> condition.holds(facts));
    }

    boolean agrees(String other) {
        return sequence.equals(other) || also.contains(other);
    }

    /** Names the rule and the numbers it looked at. */
    String why(SeriesFacts facts) {
        return "rule " + name + " ("
                + conditions.stream().map(condition -> condition.why(facts)).collect(Collectors.joining(", ")) + ")";
    }
}
