package io.mmdino.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mmdino.disk.Sha256;
import io.mmdino.settings.KeyNames;
import io.mmdino.settings.SettingsTree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings as they are written beside results: every value, defaults too, in a form that reads back to equal settings.
 *
 * @param tree of a {@link SettingsTree}
 */
public record SettingsDocument(Map<String, Object> tree) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    public SettingsDocument(Record settings) {
        this(SettingsTree.of(settings));
    }

    /** Sections and keys in the order of the records, keys spelled as in {@code conf/default.yaml}. */
    public String yaml() {
        return write(YAML, tree);
    }

    /** SHA-256 of all values, 64 hex digits. The order of keys and how a number was written do not count. */
    public String hash() {
        byte[] canonical = write(JSON, tree).getBytes(StandardCharsets.UTF_8);
        return Sha256.hex(canonical);
    }

    /** Every value as JSON by its dotted key, in the order of the records. */
    public Map<String, String> flat() {
        Map<String, String> flat = new LinkedHashMap<>();
        tree.forEach((key, value) -> flatten(key, value, flat));
        return flat;
    }

    private static void flatten(String key, Object value, Map<String, String> flat) {
        if (value instanceof Map<?, ?> section && !section.isEmpty()) {
            section.forEach((name, inner) -> flatten(KeyNames.join(key, name.toString()), inner, flat));
        } else {
            flat.put(key, write(JSON, value));
        }
    }

    private static String write(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can always be written", e);
        }
    }
}
