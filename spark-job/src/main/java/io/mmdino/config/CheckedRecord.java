package io.mmdino.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds a record whose constructor checks its components, and turns what it throws into faults with dotted keys.
 *
 * <p>A constructor stops at its first complaint. So the component it names ({@code "lr is -1, wanted > 0"}) is put back to
 * its default and the record built again, until it has no more to say.
 */
record CheckedRecord<T>(Class<T> type, String key, List<SettingsFault> faults) {

    private static final Pattern COMPLAINT = Pattern.compile("([A-Za-z0-9-]+)(\\S*)\\s+(.*)", Pattern.DOTALL);

    /** @return empty when a complaint cannot be got round */
    Optional<T> build(Object[] values, Optional<T> fallback) {
        Object[] tried = values.clone();
        Set<Integer> reset = new HashSet<>();
        while (true) {
            try {
                return Optional.of(construct(tried));
            } catch (IllegalArgumentException complaint) {
                OptionalInt index = named(complaint.getMessage());
                if (index.isPresent() && !reset.add(index.getAsInt())) {
                    return fallback; // not the user's value any more, but the default beside another that it does not
                    // go with
                }
                report(index, complaint.getMessage());
                if (index.isEmpty() || fallback.isEmpty()) {
                    return fallback;
                }
                tried[index.getAsInt()] = read(components()[index.getAsInt()], fallback.get());
            }
        }
    }

    /** The component that the complaint names. */
    private OptionalInt named(String message) {
        Matcher words = COMPLAINT.matcher(complaint(message));
        return words.matches() ? indexOf(words.group(1)) : OptionalInt.empty();
    }

    private String complaint(String message) {
        return withoutSection(message == null ? "is not valid" : message);
    }

    private void report(OptionalInt index, String message) {
        String text = complaint(message);
        Matcher words = COMPLAINT.matcher(text);
        if (index.isPresent() && words.matches()) {
            String full = KeyNames.join(key, KeyNames.of(components()[index.getAsInt()])) + words.group(2);
            add(full, full + " " + spelled(words.group(3)));
        } else {
            add(key, key.isEmpty() ? spelled(text) : key + ": " + spelled(text));
        }
    }

    /** Some records name their own section in what they say: {@code "blur.sigma is 0"} of section {@code crops.blur}. */
    private String withoutSection(String text) {
        String section = key.substring(key.lastIndexOf('.') + 1);
        Matcher named =
                Pattern.compile(Pattern.quote(section) + "(\\.|:? )(?=.)").matcher(text);
        return !section.isEmpty() && named.lookingAt() ? text.substring(named.end()) : text;
    }

    private void add(String full, String text) {
        SettingsFault fault = new SettingsFault(full, text);
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    private OptionalInt indexOf(String name) {
        RecordComponent[] components = components();
        for (int i = 0; i < components.length; i++) {
            if (name.equals(components[i].getName()) || name.equals(KeyNames.of(components[i]))) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** Other settings named in the complaint, spelled as the user spells them. */
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
            if (e.getCause() instanceof IllegalArgumentException complaint) {
                throw complaint;
            }
            throw new IllegalStateException("cannot build " + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type.getName(), e);
        }
    }

    static Object read(RecordComponent component, Object record) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private RecordComponent[] components() {
        return type.getRecordComponents();
    }
}
