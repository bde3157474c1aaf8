package io.mmdino.settings;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A record of settings as a map of plain values: numbers, text, booleans, null, lists, and maps in the order of the components,
 * with the keys of {@code settings.yaml}.
 */
public final class SettingsTree {

    /** The value of a section's component; empty leaves the component out. */
    private interface Source {
        Optional<Object> of(Record section, RecordComponent component);
    }

    private final Source source;

    private SettingsTree(Source source) {
        this.source = source;
    }

    /** All components. */
    public static Map<String, Object> of(Record settings) {
        return new SettingsTree((section, component) -> Optional.of(read(component, section))).section(settings);
    }

    /** The components that are not marked {@link DecidesNothing}, without those that {@link AbsentMeans} keeps out of hashes. */
    public static Map<String, Object> deciding(Record settings) {
        return new SettingsTree((section, component) -> decidesNothing(component) || isAsBefore(section, component)
                        ? Optional.empty()
                        : Optional.of(read(component, section)))
                .section(settings);
    }

    /**
     * All components, those marked {@link DecidesNothing} with the values of {@code defaults}: equal for settings that differ in
     * marked components only. Those that {@link AbsentMeans} keeps out of hashes are left out.
     *
     * @param defaults for each marked component a record of its type, or one of the type that it is a component of
     */
    public static Map<String, Object> withDefaults(Record settings, List<Record> defaults) {
        Map<Class<?>, Record> ofType = defaults.stream().collect(Collectors.toMap(Record::getClass, record -> record));
        return new SettingsTree((section, component) -> {
                    if (isAsBefore(section, component)) {
                        return Optional.empty();
                    }
                    Record from = decidesNothing(component) ? ofType.get(section.getClass()) : section;
                    return Optional.of(from == null ? ofType.get(component.getType()) : read(component, from));
                })
                .section(settings);
    }

    /** Whether {@link AbsentMeans} keeps the component out of hashes. */
    private static boolean isAsBefore(Record section, RecordComponent component) {
        AbsentMeans absent = component.getAnnotation(AbsentMeans.class);
        return absent != null && (decidesNothing(component) || absent.value().equals(text(read(component, section))));
    }

    private static String text(Object value) {
        return value instanceof Enum<?> constant ? KeyNames.of(constant) : value.toString();
    }

    private static boolean decidesNothing(RecordComponent component) {
        return component.isAnnotationPresent(DecidesNothing.class);
    }

    private Map<String, Object> section(Record section) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : section.getClass().getRecordComponents()) {
            source.of(section, component).ifPresent(value -> values.put(KeyNames.of(component), plain(value)));
        }
        return values;
    }

    private Object plain(Object value) {
        if (value instanceof Record section) {
            return section(section);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(this::plain).orElse(null);
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? optional.getAsInt() : null;
        }
        if (value instanceof Enum<?> constant) {
            return KeyNames.of(constant);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((name, item) -> values.put(name.toString(), plain(item)));
            return values;
        }
        if (value instanceof Collection<?> items) {
            return items.stream().map(this::plain).toList();
        }
        if (value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> plain(Array.get(value, i)))
                    .toList();
        }
        return value;
    }

    /** The component's value; records of any package may be read. */
    public static Object read(RecordComponent component, Record record) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
