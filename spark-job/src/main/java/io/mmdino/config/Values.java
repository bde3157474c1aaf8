package io.mmdino.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.settings.KeyNames;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Single values of settings: from a YAML scalar to the type of a record's component. */
final class Values {

    private static final int SHOWN = 60;

    private Values() {}

    /** Empty when the node does not hold a value of the type; {@link #wanted} describes such values. */
    static Optional<Object> convert(JsonNode node, Class<?> type) {
        if (!node.isValueNode() || node.isNull()) {
            return Optional.empty();
        }
        String text = node.asText().strip();
        try {
            return switch (type.getSimpleName()) {
                case "int", "Integer" -> Optional.of(Integer.valueOf(text));
                case "long", "Long" -> Optional.of(Long.valueOf(text));
                case "double", "Double" -> Optional.<Object>of(Double.valueOf(text))
                        .filter(number -> Double.isFinite((double) number));
                case "boolean", "Boolean" -> Optional.<Object>of(text.equals("true"))
                        .filter(bool -> text.equals("true") || text.equals("false"));
                case "String" -> Optional.of(node.asText());
                default -> constant(text, type);
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Which values the type has, for a message. */
    static String wanted(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double" -> "a finite number";
            case "boolean", "Boolean" -> "true or false";
            case "String" -> "text";
            default -> Arrays.stream(type.getEnumConstants())
                    .map(constant -> KeyNames.of((Enum<?>) constant))
                    .collect(Collectors.joining(", ", "one of ", ""));
        };
    }

    /** The value as a user wrote it, short enough for one line. */
    static String show(JsonNode node) {
        if (node.isNull()) {
            return "empty";
        }
        String text = node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private static Optional<Object> constant(String text, Class<?> type) {
        if (!type.isEnum()) {
            throw new IllegalStateException("settings cannot hold a " + type.getName());
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> KeyNames.of((Enum<?>) constant).equalsIgnoreCase(text.replace('_', '-')))
                .map(Object.class::cast)
                .findFirst();
    }
}
