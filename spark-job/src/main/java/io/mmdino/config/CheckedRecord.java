package io.mmdino.config;

import io.mmdino.config.SettingsException.Fault;
import io.mmdino.settings.InvalidSettingException;
import io.mmdino.settings.KeyNames;
import io.mmdino.settings.SettingsTree;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Builds a record whose constructor checks its components, and turns what it throws into faults with dotted keys.
 *
 * <p>A constructor stops at the first component that it refuses. That component is then put back to its default and the record
 * built again, until the constructor accepts all.
 *
 * @param key dotted key of the record's section, empty at the top
 * @param faults to which faults are added
 */
record CheckedRecord<T>(Class<T> type, String key, List<Fault> faults) {

    /** @return {@code fallback} when the constructor names no component, or refuses a default */
    Optional<T> build(Object[] values, Optional<T> fallback) {
        Object[] tried = values.clone();
        Set<Integer> reset = new HashSet<>();
        while (true) {
            try {
                return Optional.of(construct(tried));
            } catch (InvalidSettingException refused) {
                int index = indexOf(refused.component());
                if (!reset.add(index)) {
                    return fallback; // a default beside a value of the user's; that value's fault is known
                }
                report(index, refused);
                if (fallback.isEmpty()) {
                    return fallback;
                }
                tried[index] = SettingsTree.read(components()[index], (Record) fallback.get());
            } catch (IllegalArgumentException refused) {
                String problem = spelled(String.valueOf(refused.getMessage()));
                add(key, key.isEmpty() ? problem : key + ": " + problem);
                return fallback;
            }
        }
    }

    private void report(int index, InvalidSettingException refused) {
        RecordComponent component = components()[index];
        String full = KeyNames.join(key, KeyNames.of(component)) + refused.part();
        add(full, full + spelled(refused.problem()));
    }

    private void add(String full, String text) {
        Fault fault = new Fault(full, text);
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    private int indexOf(String name) {
        RecordComponent[] components = components();
        for (int i = 0; i < components.length; i++) {
            if (name.equals(components[i].getName()) || name.equals(KeyNames.of(components[i]))) {
                return i;
            }
        }
        throw new IllegalStateException(type.getName() + " refuses '" + name + "', which is none of its components");
    }

    /** Names of components, as Java spells them, spelled as in {@code settings.yaml}. */
    private String spelled(String text) {
        String result = text;
        for (RecordComponent component : components()) {
            result = result.replaceAll("\\b" + component.getName() + "\\b", KeyNames.of(component));
        }
        return result;
    }

    private T construct(Object[] values) {
        Class<?>[] types =
                Arrays.stream(components()).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot build " + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type.getName(), e);
        }
    }

    private RecordComponent[] components() {
        return type.getRecordComponents();
    }
}
