package io.mmdino.registry;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model by its place in a registry: {@code REGISTRY@champion} or {@code REGISTRY@3}.
 *
 * @param registry path or address of the registry
 * @param reference an alias, or a version such as {@code 3}, {@code v3} or {@code v000003}
 */
public record ModelUri(String registry, String reference) {

    private static final Pattern URI = Pattern.compile("(.+)@([a-z][a-z0-9-]{0,39}|[0-9]{1,9})");
    private static final Pattern VERSION = Pattern.compile("v?([0-9]{1,9})");
    private static final Pattern ALIAS = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** Parses a name that a user gave; empty when it has no such form. */
    public static Optional<ModelUri> parse(String name) {
        Matcher uri = URI.matcher(name);
        return uri.matches() ? Optional.of(new ModelUri(uri.group(1), uri.group(2))) : Optional.empty();
    }

    /** The number of a reference that is a version; empty for an alias. */
    static OptionalInt version(String reference) {
        Matcher version = VERSION.matcher(reference);
        return version.matches() ? OptionalInt.of(Integer.parseInt(version.group(1))) : OptionalInt.empty();
    }

    /** @throws IllegalArgumentException unless the text may name an alias */
    static String alias(String name) {
        if (!ALIAS.matcher(name).matches() || version(name).isPresent()) {
            throw new IllegalArgumentException("an alias is '" + name
                    + "', wanted a small letter followed by up to 39 small letters, digits and dashes, and no version");
        }
        return name;
    }

    @Override
    public String toString() {
        return registry + "@" + reference;
    }
}
