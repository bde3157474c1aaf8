package io.mmdino.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Settings from one source, not yet checked.
 *
 * @param origin where they come from, as a user would name it: a file or {@code --set}
 * @param tree sections within sections
 */
record Layer(String origin, ObjectNode tree) {

    /** All layers in one tree; later layers win, section by section and key by key. Lists are replaced whole. */
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

    /** Whether this layer sets the dotted key (list indices in it do not count). */
    boolean sets(String key) {
        JsonNode node = tree;
        for (String step : key.replaceAll("\\[\\d+]", "").split("\\.")) {
            node = node.path(step);
        }
        return !node.isMissingNode();
    }
}
