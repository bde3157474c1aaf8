package io.mmdino.config;

import java.lang.reflect.RecordComponent;
import java.util.Locale;

/** How Java's names are spelled in settings: {@code minTumourVoxels} and {@code MIN_VOXELS} with dashes, in lower case. */
final class KeyNames {

    private KeyNames() {}

    static String of(RecordComponent component) {
        return ofCamelCase(component.getName());
    }

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String ofCamelCase(String name) {
        StringBuilder key = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (Character.isUpperCase(c)) {
                key.append('-');
            }
            key.append(Character.toLowerCase(c));
        }
        return key.toString();
    }

    /** {@code parent.child}, or {@code child} at the top. */
    static String join(String parent, String child) {
        return parent.isEmpty() ? child : parent + "." + child;
    }
}
