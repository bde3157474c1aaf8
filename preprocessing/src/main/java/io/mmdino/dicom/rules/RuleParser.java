package io.mmdino.dicom.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Reads one rule. Its faults are collected with their keys, such as {@code names[3].tr-ms}. */
final class RuleParser {

    private static final List<String> CONDITIONS = List.of(
            "name",
            "unless",
            "contrast",
            "body",
            "tr-ms",
            "te-ms",
            "ti-ms",
            "scanning",
            "variant",
            "acquisition",
            "image-type",
            "not-scanning",
            "not-variant",
            "not-acquisition",
            "not-image-type");

    private static final String NOT = "not-";

    /** Allowed names of rules, which appear in reasons and manifests. */
    private static final Pattern RULE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 .+*-]{0,60}");

    private static final String KEYS = "rule, sequence, also, " + String.join(", ", CONDITIONS);

    private static final Map<String, SeriesFacts.Time> TIMES = Arrays.stream(SeriesFacts.Time.values())
            .collect(Collectors.toMap(SeriesFacts.Time::key, Function.identity()));
    private static final Map<String, SeriesFacts.Codes> CODES = Arrays.stream(SeriesFacts.Codes.values())
            .collect(Collectors.toMap(SeriesFacts.Codes::key, Function.identity()));

    private static final List<String> PARTS = Arrays.stream(BodyEvidence.Part.values())
            .map(BodyEvidence.Part::key)
            .toList();

    private final String place;
    private final boolean sequenceWanted;
    private final List<String> faults;

    RuleParser(String place, boolean sequenceWanted, List<String> faults) {
        this.place = place;
        this.sequenceWanted = sequenceWanted;
        this.faults = faults;
    }

    SequenceRule rule(JsonNode rule) {
        List<SequenceCondition> conditions = new ArrayList<>();
        rule.fields().forEachRemaining(field -> condition(field.getKey(), field.getValue(), conditions));
        if (CONDITIONS.stream().noneMatch(rule::has)) {
            faults.add(place + " has no condition, wanted one or more of " + KEYS);
        }
        String name = rule.path("rule").asText();
        if (!RULE_NAME.matcher(name).matches()) {
            fault("rule", rule.path("rule"), "a name of 1 to 61 letters, digits, blanks and . + * -");
        }
        JsonNode sequence = rule.path("sequence");
        if (sequenceWanted == sequence.asText().isBlank()) {
            fault("sequence", sequence, sequenceWanted ? "a sequence such as t1c" : "none where rules exclude");
        }
        return new SequenceRule(name, sequence.asText(), texts("also", rule.path("also")), List.copyOf(conditions));
    }

    private void condition(String key, JsonNode value, List<SequenceCondition> conditions) {
        if (TIMES.containsKey(key)) {
            range(key, value, conditions);
        } else if (CODES.containsKey(key)) {
            conditions.add(new SequenceCondition.AnyOf(CODES.get(key), texts(key, value)));
        } else if (key.startsWith(NOT) && CODES.containsKey(key.substring(NOT.length()))) {
            conditions.add(new SequenceCondition.NoneOf(
                    new SequenceCondition.AnyOf(CODES.get(key.substring(NOT.length())), texts(key, value))));
        } else if (key.equals("name")) {
            pattern(key, value).ifPresent(name -> conditions.add(new SequenceCondition.Name(name)));
        } else if (key.equals("unless")) {
            pattern(key, value)
                    .ifPresent(name -> conditions.add(new SequenceCondition.Unless(new SequenceCondition.Name(name))));
        } else if (key.equals("body")) {
            body(key, value, conditions);
        } else if (key.equals("contrast")) {
            if (!value.isBoolean()) {
                fault(key, value, "true or false");
            }
            conditions.add(new SequenceCondition.Contrast(value.asBoolean()));
        } else if (!List.of("rule", "sequence", "also").contains(key)) {
            faults.add(place + "." + key + " is no key, wanted one of " + KEYS);
        }
    }

    private void range(String key, JsonNode value, List<SequenceCondition> conditions) {
        boolean pair = value.isArray()
                && value.size() == 2
                && value.get(0).isNumber()
                && value.get(1).isNumber()
                && value.get(0).asDouble() <= value.get(1).asDouble();
        if (!pair) {
            fault(key, value, "two numbers [lowest, highest], ms");
            return;
        }
        conditions.add(new SequenceCondition.Within(
                TIMES.get(key), value.get(0).asDouble(), value.get(1).asDouble()));
    }

    private Optional<Pattern> pattern(String key, JsonNode value) {
        try {
            if (!value.isTextual() || value.asText().isBlank()) {
                fault(key, value, "a regular expression in quotes");
            }
            return Optional.of(Pattern.compile(value.asText()));
        } catch (PatternSyntaxException e) {
            fault(key, value, "a regular expression (" + e.getDescription() + ")");
            return Optional.empty();
        }
    }

    private void body(String key, JsonNode value, List<SequenceCondition> conditions) {
        List<String> parts = texts(key, value);
        if (!PARTS.containsAll(parts)) {
            fault(key, value, "some of " + String.join(", ", PARTS));
        }
        conditions.add(new SequenceCondition.Body(parts));
    }

    private List<String> texts(String key, JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        if (!list.isMissingNode() && (!list.isArray() || texts.isEmpty())) {
            fault(key, list, "a list such as [SE, IR]");
        }
        return List.copyOf(texts);
    }

    private void fault(String key, JsonNode value, String wanted) {
        faults.add(place + "." + key + " is " + (value.isMissingNode() ? "missing" : value.toString()) + ", wanted "
                + wanted);
    }
}
