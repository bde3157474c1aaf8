package io.mmdino.dicom.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mmdino.dicom.SeriesFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Reads rules from YAML and collects all of their faults. */
final class SequenceRulesParser {

    private static final Set<String> SECTIONS = Set.of("exclude", "names", "values");

    private final YAMLMapper yaml = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();
    private final List<String> faults = new ArrayList<>();
    private final String origin;

    SequenceRulesParser(String origin) {
        this.origin = origin;
    }

    SequenceRules parse(String text) {
        JsonNode root = tree(text);
        root.fieldNames().forEachRemaining(section -> {
            if (!SECTIONS.contains(section)) {
                faults.add(section + " is no section, wanted exclude, names and values");
            }
        });
        SequenceRules rules =
                new SequenceRules(text, section(root, "exclude"), section(root, "names"), section(root, "values"));
        if (faults.isEmpty() && rules.names().isEmpty() && rules.values().isEmpty()) {
            faults.add("names and values are empty, wanted at least one rule that gives a sequence");
        }
        if (!faults.isEmpty()) {
            throw new SequenceRulesException(origin, faults);
        }
        return rules;
    }

    private JsonNode tree(String text) {
        try {
            JsonNode root = yaml.readTree(text);
            if (root.isObject()) {
                return root;
            }
            faults.add("it holds no sections, wanted exclude, names and values with a list of rules each");
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + " ";
            String what = e.getOriginalMessage().lines().findFirst().orElse("");
            faults.add(line + "is not YAML: " + what);
        }
        return yaml.createObjectNode();
    }

    private List<SequenceRule> section(JsonNode root, String section) {
        JsonNode list = root.path(section);
        List<SequenceRule> rules = new ArrayList<>();
        if (!list.isMissingNode() && !list.isArray()) {
            faults.add(section + " is no list, wanted rules that begin with '- rule: NAME'");
        }
        for (int i = 0; i < list.size(); i++) {
            rules.add(new RuleParser(section + "[" + (i + 1) + "]", !section.equals("exclude"), faults)
                    .rule(list.get(i)));
        }
        return rules;
    }

    /** Reads one rule. Its faults are collected with their keys, such as {@code names[3].tr-ms}. */
    private static final class RuleParser {

        private static final List<String> CONDITIONS = List.of(
                "name", "contrast", "tr-ms", "te-ms", "ti-ms", "scanning", "variant", "acquisition", "image-type");

        /** Allowed names of rules, which appear in reasons and manifests. */
        private static final Pattern RULE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 .+*-]{0,60}");

        private static final String KEYS = "rule, sequence, also, " + String.join(", ", CONDITIONS);

        private static final Map<String, SeriesFacts.Time> TIMES = Arrays.stream(SeriesFacts.Time.values())
                .collect(Collectors.toMap(SeriesFacts.Time::key, Function.identity()));
        private static final Map<String, SeriesFacts.Codes> CODES = Arrays.stream(SeriesFacts.Codes.values())
                .collect(Collectors.toMap(SeriesFacts.Codes::key, Function.identity()));

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
            } else if (key.equals("name")) {
                pattern(key, value, conditions);
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

        private void pattern(String key, JsonNode value, List<SequenceCondition> conditions) {
            try {
                conditions.add(new SequenceCondition.Name(Pattern.compile(value.asText())));
                if (!value.isTextual() || value.asText().isBlank()) {
                    fault(key, value, "a regular expression in quotes");
                }
            } catch (PatternSyntaxException e) {
                fault(key, value, "a regular expression (" + e.getDescription() + ")");
            }
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
}
