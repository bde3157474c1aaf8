package io.mmdino.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mmdino.config.SettingsException.Fault;
import io.mmdino.settings.AbsentMeans;
import io.mmdino.settings.KeyNames;
import io.mmdino.settings.SettingsTree;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Binds a tree of settings to records, component by component, and continues after a fault so that all of them are found.
 *
 * <p>Where a value is at fault the record is still built, with the default in its place, because the record's own checks
 * may find more. The result of a binding with faults must not be used.
 */
final class RecordBinder {

    private final List<Fault> faults = new ArrayList<>();
    private final boolean stored;

    /** @param stored whether a missing setting has the value of its {@link AbsentMeans} */
    RecordBinder(boolean stored) {
        this.stored = stored;
    }

    List<Fault> faults() {
        return faults;
    }

    /**
     * @param key dotted key of this section, empty at the top
     * @param fallback this section with every value at its default, if known
     * @return empty when a value is at fault and there is no fallback for it
     */
    <T> Optional<T> bind(Class<T> type, JsonNode node, String key, Optional<T> fallback) {
        if (!node.isObject()) {
            fault(key, "is " + Values.show(node) + ", wanted a section of settings");
            return fallback;
        }
        RecordComponent[] components = type.getRecordComponents();
        UnknownKeys.in(node, components, key).forEach(faults::add);
        Object[] values = new Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            Optional<Object> value = component(components[i], node, key, fallback.map(f -> f));
            complete &= value.isPresent();
            values[i] = value.orElse(null);
        }
        return complete ? new CheckedRecord<>(type, key, faults).build(values, fallback) : fallback;
    }

    private Optional<Object> component(
            RecordComponent component, JsonNode section, String key, Optional<Object> whole) {
        String childKey = KeyNames.join(key, KeyNames.of(component));
        Optional<Object> fallback = whole.map(record -> SettingsTree.read(component, (Record) record));
        JsonNode node = given(component, section);
        boolean empty = node.isMissingNode() || node.isNull();
        if (empty && component.getType() == Optional.class) {
            return Optional.of(Optional.empty());
        }
        if (empty && component.getType() == OptionalInt.class) {
            return Optional.of(OptionalInt.empty());
        }
        if (node.isMissingNode()) {
            fault(childKey, "is missing");
            return fallback;
        }
        return value(component.getGenericType(), node, childKey, fallback);
    }

    private JsonNode given(RecordComponent component, JsonNode section) {
        JsonNode node = section.path(KeyNames.of(component));
        AbsentMeans absent = component.getAnnotation(AbsentMeans.class);
        return node.isMissingNode() && stored && absent != null ? TextNode.valueOf(absent.value()) : node;
    }

    private Optional<Object> value(Type type, JsonNode node, String key, Optional<Object> fallback) {
        Class<?> raw = type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
        if (raw.isRecord()) {
            return section(raw, node, key, fallback);
        }
        Optional<Object> value;
        if (raw == Optional.class) {
            value = value(argument(type, 0), node, key, Optional.empty()).map(Optional::of);
        } else if (raw == OptionalInt.class) {
            value = scalar(int.class, node, key).map(number -> OptionalInt.of((int) number));
        } else if (raw == List.class) {
            value = list(argument(type, 0), node, key).map(List::copyOf);
        } else if (raw.isArray()) {
            value = list(raw.getComponentType(), node, key).map(items -> array(raw, items));
        } else if (raw == Map.class) {
            value = map(argument(type, 1), node, key);
        } else {
            value = scalar(raw, node, key);
        }
        return value.or(() -> fallback);
    }

    private <T> Optional<Object> section(Class<T> type, JsonNode node, String key, Optional<Object> fallback) {
        return bind(type, node, key, fallback.map(type::cast)).map(bound -> bound);
    }

    private Optional<Object> scalar(Class<?> type, JsonNode node, String key) {
        Optional<Object> value = Values.convert(node, type);
        if (value.isEmpty()) {
            fault(key, "is " + Values.show(node) + ", wanted " + Values.wanted(type));
        }
        return value;
    }

    /** Empty when the node is no list or any item is at fault. */
    private Optional<List<Object>> list(Type itemType, JsonNode node, String key) {
        if (!node.isArray()) {
            fault(key, "is " + Values.show(node) + ", wanted a list such as [a, b]");
            return Optional.empty();
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            value(itemType, node.get(i), key + "[" + i + "]", Optional.empty()).ifPresent(items::add);
        }
        return items.size() == node.size() ? Optional.of(items) : Optional.empty();
    }

    private Optional<Object> map(Type valueType, JsonNode node, String key) {
        if (!node.isObject()) {
            fault(key, "is " + Values.show(node) + ", wanted a section of names and values");
            return Optional.empty();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        node.properties().forEach(entry -> value(
                        valueType, entry.getValue(), KeyNames.join(key, entry.getKey()), Optional.empty())
                .ifPresent(value -> values.put(entry.getKey(), value)));
        return values.size() == node.size() ? Optional.of(values) : Optional.empty();
    }

    private static Object array(Class<?> type, List<Object> items) {
        Object array = Array.newInstance(type.getComponentType(), items.size());
        for (int i = 0; i < items.size(); i++) {
            Array.set(array, i, items.get(i));
        }
        return array;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private void fault(String key, String problem) {
        faults.add(new Fault(key, (key.isEmpty() ? "the file" : key) + " " + problem));
    }
}
