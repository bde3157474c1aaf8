package io.mmdino.dicom.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads rules from YAML and gathers what is wrong with them. */
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
            rules.add(new SequenceRuleParser(section + "[" + (i + 1) + "]", !section.equals("exclude"), faults)
                    .rule(list.get(i)));
        }
        return rules;
    }
}
