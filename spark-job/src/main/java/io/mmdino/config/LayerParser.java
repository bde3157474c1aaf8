package io.mmdino.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.mmdino.config.SettingsException.Fault;
import io.mmdino.disk.YamlText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Parses layers of settings from YAML and from {@code key=value} words; syntax errors are added to a list of faults. */
final class LayerParser {

    private static final Pattern DOTTED_KEY = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private final YAMLMapper yaml = YAMLMapper.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS) // a site called "no" is a name
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();
    private final List<Fault> faults;

    LayerParser(List<Fault> faults) {
        this.faults = faults;
    }

    Layer file(Path file) {
        try {
            return text(YamlText.of(file), file.getFileName().toString());
        } catch (NoSuchFileException e) {
            fault("settings file " + file + " does not exist");
        } catch (IOException e) {
            fault("settings file " + file + " cannot be read as UTF-8 text of at most " + YamlText.LONGEST + " bytes ("
                    + e.getClass().getSimpleName() + ")");
        }
        return new Layer(file.toString(), empty());
    }

    Layer text(String text, String origin) {
        try {
            JsonNode root = YamlText.tree(yaml, text);
            if (root instanceof ObjectNode sections) {
                return new Layer(origin, sections);
            }
            if (!root.isMissingNode() && !root.isNull()) {
                fault(origin + " holds " + Values.show(root) + ", wanted sections of settings (key: value)");
            }
        } catch (JsonProcessingException e) {
            fault(origin + where(e.getLocation()) + " is not YAML: " + firstLine(e.getOriginalMessage()));
        }
        return new Layer(origin, empty());
    }

    /** The layer of the {@code --set} words; the last word of a key wins. */
    Layer assignments(List<String> words) {
        ObjectNode tree = empty();
        for (String word : words) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals).strip();
            if (equals < 0 || !DOTTED_KEY.matcher(key).matches()) {
                fault("--set " + word + " is not an assignment, wanted --set section.key=value");
            } else {
                Layer.mergeInto(tree, nest(key, value(word.substring(equals + 1))));
            }
        }
        return new Layer("--set", tree);
    }

    private static ObjectNode nest(String key, JsonNode value) {
        String[] steps = key.split("\\.");
        ObjectNode root = empty();
        ObjectNode section = root;
        for (int i = 0; i < steps.length - 1; i++) {
            section = section.putObject(steps[i]);
        }
        section.set(steps[steps.length - 1], value);
        return root;
    }

    /** The word parsed as YAML, which may be a list; the word itself where it is no YAML, such as {@code *.nii.gz}. */
    private JsonNode value(String word) {
        try {
            JsonNode node = YamlText.tree(yaml, word);
            return node.isMissingNode() ? NullNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(word);
        }
    }

    private static String where(JsonLocation location) {
        return location == null ? "" : " line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void fault(String text) {
        faults.add(new Fault("", text));
    }
}
