package io.mmdino.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Settings from one source, not yet checked.
 *
 * @param origin file or option that the settings come from, for messages
 * @param tree sections, keys and values
 */
record Layer(String origin, ObjectNode tree) {

    /** All layers in one tree; for each key the last layer that has it wins. Lists are not merged but replaced. */
    static ObjectNode merge(List<Layer> layers) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        layers.forEach(layer -> mergeInto(merged, layer.tree()));
        return merged;
    }

    static void mergeInto(ObjectNode target, ObjectNode source) {
        for (Map.Entry<String, JsonNode> entry : source.properties()) {
            JsonNode old = target.get(entry.getKey());
            if (old instanceof ObjectNode section && entry.getValue() instanceof ObjectNode changes) {
                mergeInto(section, changes);
            } else {
                target.set(entry.getKey(), entry.getValue().deepCopy());
            }
        }
    }

    /** Whether this layer has a value for the dotted key, whose list indices are ignored. */
    boolean sets(String key) {
        JsonNode node = tree;
        for (String step : key.replaceAll("\\[\\d+]", "").split("\\.")) {
            node = node.path(step);
        }
        return !node.isMissingNode();
    }
}
