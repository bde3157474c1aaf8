package io.mmdino.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Single values of settings: from a YAML scalar to the type a record wants. */
final class Values {

    private static final int SHOWN = 60;

    private Values() {}

    /** Empty when the node does not hold such a value; then {@link #wanted} says what would have done. */
    static Optional<Object> convert(JsonNode node, Class<?> type) {
        if (!node.isValueNode() || node.isNull()) {
            return Optional.empty();
        }
        String text = node.asText().strip();
        try {
            if (type.isEnum()) {
                return constant(text, type);
            }
            return switch (type.getSimpleName()) {
                case "int", "Integer" -> Optional.of(Integer.parseInt(text));
                case "long", "Long" -> Optional.of(Long.parseLong(text));
                case "float", "Float" -> Optional.of(Float.parseFloat(text))
                        .filter(Float::isFinite)
                        .map(f -> f);
                case "double", "Double" -> Optional.of(Double.parseDouble(text))
                        .filter(Double::isFinite)
                        .map(d -> d);
                case "boolean", "Boolean" -> bool(text);
                case "String" -> Optional.of(node.asText());
                case "Path" -> Optional.of(Path.of(text));
                default -> throw new IllegalStateException("settings cannot hold a " + type.getName());
            };
        } catch (NumberFormatException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(c -> KeyNames.of((Enum<?>) c))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "float", "Float", "double", "Double" -> "a finite number";
            case "boolean", "Boolean" -> "true or false";
            case "Path" -> "a path";
            default -> "text";
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

    private static Optional<Object> bool(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Object> constant(String text, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> KeyNames.of((Enum<?>) c).equalsIgnoreCase(text.replace('_', '-')))
                .map(Object.class::cast)
                .findFirst();
    }
}
