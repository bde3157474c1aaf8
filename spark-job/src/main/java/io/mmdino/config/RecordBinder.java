package io.mmdino.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Binds a tree of settings to records, component by component, and goes on after a fault so that all of them are found.
 *
 * <p>Where a value is at fault the record is still built, with the default in its place, because the record's own checks
 * may have more to say. The result of a binding with faults is for nothing else.
 */
final class RecordBinder {

    private final List<SettingsFault> faults = new ArrayList<>();

    List<SettingsFault> faults() {
        return faults;
    }

    /**
     * @param key dotted key of this section, empty at the top
     * @param fallback the same section with every value at its default, if known
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
        Optional<Object> fallback = whole.map(record -> CheckedRecord.read(component, record));
        JsonNode node = section.path(KeyNames.of(component));
        Optional<Object> none = absent(component.getType());
        if ((node.isMissingNode() || node.isNull()) && none.isPresent()) {
            return none;
        }
        if (node.isMissingNode()) {
            fault(childKey, "is missing");
            return fallback;
        }
        return value(component.getGenericType(), node, childKey, fallback);
    }

    private Optional<Object> value(Type type, JsonNode node, String key, Optional<Object> fallback) {
        Class<?> raw = raw(type);
        if (raw.isRecord()) {
            return section(raw, node, key, fallback);
        }
        if (absent(raw).isPresent()) {
            return optional(type, raw, node, key, fallback);
        }
        if (raw == List.class) {
            return list(argument(type, 0), node, key).<Object>map(List::copyOf).or(() -> fallback);
        }
        if (raw.isArray()) {
            return list(raw.getComponentType(), node, key)
                    .map(items -> array(raw, items))
                    .or(() -> fallback);
        }
        if (raw == Map.class) {
            return map(argument(type, 1), node, key).or(() -> fallback);
        }
        return scalar(raw, node, key).or(() -> fallback);
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

    private Optional<Object> optional(Type type, Class<?> raw, JsonNode node, String key, Optional<Object> fallback) {
        if (raw == OptionalInt.class) {
            return scalar(int.class, node, key)
                    .<Object>map(v -> OptionalInt.of((int) v))
                    .or(() -> fallback);
        }
        if (raw == OptionalLong.class) {
            return scalar(long.class, node, key)
                    .<Object>map(v -> OptionalLong.of((long) v))
                    .or(() -> fallback);
        }
        if (raw == OptionalDouble.class) {
            return scalar(double.class, node, key)
                    .<Object>map(v -> OptionalDouble.of((double) v))
                    .or(() -> fallback);
        }
        return value(argument(type, 0), node, key, Optional.empty())
                .<Object>map(Optional::of)
                .or(() -> fallback);
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

    /** What an optional setting is when it is left out; empty for types that must be given. */
    private static Optional<Object> absent(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Optional" -> Optional.of(Optional.empty());
            case "OptionalInt" -> Optional.of(OptionalInt.empty());
            case "OptionalLong" -> Optional.of(OptionalLong.empty());
            case "OptionalDouble" -> Optional.of(OptionalDouble.empty());
            default -> Optional.empty();
        };
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private void fault(String key, String problem) {
        faults.add(new SettingsFault(key, (key.isEmpty() ? "the file" : key) + " " + problem));
    }
}
