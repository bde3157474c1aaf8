package io.mmdino.settings;

import java.lang.reflect.RecordComponent;
import java.util.Locale;

/** Keys of {@code settings.yaml} from Java's names: {@code minTumourVoxels} and {@code MIN_VOXELS} in lower case, with dashes. */
public final class KeyNames {

    private KeyNames() {}

    public static String of(RecordComponent component) {
        return ofCamelCase(component.getName());
    }

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static String ofCamelCase(String name) {
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
    public static String join(String parent, String child) {
        return parent.isEmpty() ? child : parent + "." + child;
    }
}
