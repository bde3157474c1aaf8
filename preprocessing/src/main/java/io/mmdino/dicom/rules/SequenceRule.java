package io.mmdino.dicom.rules;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One rule. It holds when all of its conditions hold.
 *
 * @param name name of the rule in reasons
 * @param sequence sequence of the series; empty for rules that exclude
 * @param also other sequences with which this rule agrees
 * @param conditions one or more
 */
record SequenceRule(String name, String sequence, List<String> also, List<SequenceCondition> conditions) {

    boolean holds(SeriesFacts facts) {
        return conditions.stream().allMatch(condition -> condition.holds(facts));
    }

    boolean agrees(String other) {
        return sequence.equals(other) || also.contains(other);
    }

    /** Reason for a manifest: name of the rule and the values that it tested. */
    String why(SeriesFacts facts) {
        return "rule " + name + " ("
                + conditions.stream().map(condition -> condition.why(facts)).collect(Collectors.joining(", ")) + ")";
    }
}
