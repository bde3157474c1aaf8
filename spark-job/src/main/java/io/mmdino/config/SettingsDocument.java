package io.mmdino.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Settings as they are written beside results: every value, defaults too, in a form that reads back to equal settings. */
public record SettingsDocument(Record settings) {

    /** Sections and keys in the order of the records, keys spelled as in {@code conf/default.yaml}. */
    public String yaml() {
        YAMLMapper mapper = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build();
        return write(mapper, node(settings));
    }

    /** SHA-256 of all values, 64 hex digits. The order of keys and how a number was written do not count. */
    public String hash() {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
        Object sorted = mapper.convertValue(node(settings), Object.class);
        byte[] canonical = write(mapper, sorted).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Every value as text by its dotted key, in the order of the records. */
    public Map<String, String> flat() {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", node(settings), flat);
        return flat;
    }

    private static void flatten(String key, JsonNode node, Map<String, String> flat) {
        if (node instanceof ObjectNode section && !section.isEmpty()) {
            section.properties().forEach(e -> flatten(KeyNames.join(key, e.getKey()), e.getValue(), flat));
        } else {
            flat.put(key, node.toString());
        }
    }

    private static String write(ObjectMapper mapper, Object tree) {
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    private static JsonNode node(Object value) {
        if (value instanceof Record section) {
            return section(section);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(SettingsDocument::node).orElse(NullNode.getInstance());
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? node(optional.getAsInt()) : NullNode.getInstance();
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? node(optional.getAsLong()) : NullNode.getInstance();
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? node(optional.getAsDouble()) : NullNode.getInstance();
        }
        if (value instanceof Enum<?> constant) {
            return JsonNodeFactory.instance.textNode(KeyNames.of(constant));
        }
        if (value instanceof Path path) {
            return JsonNodeFactory.instance.textNode(path.toString());
        }
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? JsonNodeFactory.instance.pojoNode(value)
                : many(value);
    }

    private static JsonNode many(Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            map.forEach((name, item) -> object.set(name.toString(), node(item)));
            return object;
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        if (value instanceof Collection<?> items) {
            items.forEach(item -> list.add(node(item)));
        } else {
            for (int i = 0; i < Array.getLength(value); i++) {
                list.add(node(Array.get(value, i)));
            }
        }
        return list;
    }

    private static ObjectNode section(Record section) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (RecordComponent component : section.getClass().getRecordComponents()) {
            object.set(KeyNames.of(component), node(CheckedRecord.read(component, section)));
        }
        return object;
    }
}
