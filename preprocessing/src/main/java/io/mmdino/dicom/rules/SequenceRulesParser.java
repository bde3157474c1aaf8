package io.mmdino.dicom.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mmdino.disk.YamlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads rules from YAML and collects all of their faults. */
final class SequenceRulesParser {

    private static final Set<String> WITHOUT_SEQUENCE = Set.of("exclude", "doubt");
    private static final Set<String> SECTIONS = Set.of("exclude", "doubt", "names", "values", "contrast", "body");
    private static final String WANTED = "wanted exclude, doubt, names, values, contrast and body";

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
                faults.add(section + " is no section, " + WANTED);
            }
        });
        Map<String, List<String>> contrast = lists(root, "contrast", ContrastWords.KEYS);
        Map<String, List<String>> body = lists(root, "body", BodyEvidence.BodyWords.KEYS);
        SequenceRules.Sections sections = new SequenceRules.Sections(
                section(root, "exclude"),
                section(root, "doubt"),
                section(root, "names"),
                section(root, "values"),
                new ContrastWords(contrast),
                new BodyEvidence.BodyWords(WordList.of(body.get("head")), WordList.of(body.get("other"))));
        if (faults.isEmpty() && sections.names().isEmpty() && sections.values().isEmpty()) {
            faults.add("names and values are empty, wanted at least one rule that gives a sequence");
        }
        if (!faults.isEmpty()) {
            throw new SequenceRulesException(origin, faults);
        }
        return new SequenceRules(text, sections);
    }

    private JsonNode tree(String text) {
        try {
            JsonNode root = YamlText.tree(yaml, text);
            if (root.isObject()) {
                return root;
            }
            faults.add("it holds no sections, " + WANTED);
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
            rules.add(new RuleParser(section + "[" + (i + 1) + "]", !WITHOUT_SEQUENCE.contains(section), faults)
                    .rule(list.get(i)));
        }
        return rules;
    }

    /** Lists of words by key; those of the program where the file, such as one made for an earlier version, lacks the section. */
    private Map<String, List<String>> lists(JsonNode root, String section, List<String> keys) {
        JsonNode own = root.path(section);
        JsonNode lists = own.isMissingNode() ? tree(SequenceRules.packedText()).path(section) : own;
        Map<String, List<String>> words = new HashMap<>();
        keys.forEach(key -> words.put(key, words(section + "." + key, lists.path(key))));
        lists.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                faults.add(section + "." + key + " is no list, wanted one of " + String.join(", ", keys));
            }
        });
        return words;
    }

    private List<String> words(String place, JsonNode list) {
        List<String> words = new ArrayList<>();
        if (!list.isMissingNode() && !list.isArray()) {
            faults.add(place + " is no list of words in quotes");
        }
        for (JsonNode word : list) {
            try {
                Pattern.compile(word.asText());
                words.add(word.asText());
            } catch (PatternSyntaxException e) {
                faults.add(place + " holds " + word + ", wanted a regular expression (" + e.getDescription() + ")");
            }
        }
        if (words.contains("")) {
            faults.add(place + " holds an empty word, which would match every text");
        }
        return words;
    }
}
