package io.mmdino.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.settings.KeyNames;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Single values of settings: from a YAML scalar to the type of a record's component. */
final class Values {

    private static final int SHOWN = 60;

    /**
     * Values of one Java type.
     *
     * @param wanted names such values in faults
     * @param parser empty, or NumberFormatException, for text that is no such value
     */
    private record Scalar(String wanted, Function<String, Optional<Object>> parser) {}

    private static final Map<Class<?>, Scalar> SCALARS = Map.of(
            Integer.class,
            new Scalar("a whole number", text -> Optional.of(Integer.valueOf(text.strip()))),
            Long.class,
            new Scalar("a whole number", text -> Optional.of(Long.valueOf(text.strip()))),
            Double.class,
            new Scalar("a finite number", text -> finite(Double.parseDouble(text.strip()))),
            Boolean.class,
            new Scalar("true or false", text -> bool(text.strip())),
            String.class,
            new Scalar("text", Optional::of));

    private Values() {}

    /** Empty when the node does not hold a value of the type. */
    static Optional<Object> convert(JsonNode node, Class<?> type) {
        if (!node.isValueNode() || node.isNull()) {
            return Optional.empty();
        }
        try {
            return scalar(type).parser().apply(node.asText());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Which values the type has, for a message. */
    static String wanted(Class<?> type) {
        return scalar(type).wanted();
    }

    /** The value as a user wrote it, short enough for one line. */
    static String show(JsonNode node) {
        if (node.isNull()) {
            return "empty";
        }
        String text = node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private static Scalar scalar(Class<?> type) {
        if (type.isEnum()) {
            return choice(type.getEnumConstants());
        }
        Scalar scalar = SCALARS.get(MethodType.methodType(type).wrap().returnType());
        if (scalar == null) {
            throw new IllegalStateException("settings cannot hold a " + type.getName());
        }
        return scalar;
    }

    private static Scalar choice(Object[] constants) {
        String keys = Arrays.stream(constants)
                .map(constant -> KeyNames.of((Enum<?>) constant))
                .collect(Collectors.joining(", ", "one of ", ""));
        return new Scalar(keys, text -> Arrays.stream(constants)
                .filter(constant -> KeyNames.of((Enum<?>) constant)
                        .equalsIgnoreCase(text.strip().replace('_', '-')))
                .findFirst());
    }

    private static Optional<Object> finite(double number) {
        return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }

    private static Optional<Object> bool(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
