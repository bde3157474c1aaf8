package io.mmdino.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.DamagedFileException;
import io.mmdino.disk.Seal;
import io.mmdino.disk.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The file {@code classifier.json}: a {@link Classifier} beside its model, bound to the model's weights and settings, with a
 * checksum. Doubles are written exactly.
 */
public final class ClassifierJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORMAT = "mm-dinov2-classifier";
    private static final int VERSION = 2;
    private static final String ADVICE =
            "start the same train command again, which fits the classifier of a finished run anew";
    private static final long LARGEST_FILE = 64L << 20;
    private static final int MOST_CLASSES = 10_000;
    private static final int LARGEST_WIDTH = 1_000_000;

    private ClassifierJson() {}

    /**
     * A classifier and the model that it belongs to.
     *
     * @param teacher hash of the teacher's weights on whose features it was fitted
     * @param settings hash of the settings that decide these features
     */
    public record Fitted(Classifier classifier, String teacher, String settings) {

        /** SHA-256 of classes, coefficients, teacher and settings: of all that decides a study's probabilities; 64 hex digits. */
        public String hash() {
            byte[] text = json(this).toString().getBytes(StandardCharsets.UTF_8);
            return Sha256.hex(text);
        }
    }

    /**
     * Writes the file with a checksum, atomically.
     *
     * @throws IOException naming the file, when the disk is full or refuses
     */
    public static void write(Fitted fitted, Path file) throws IOException {
        ObjectNode root = json(fitted).put(Seal.KEY, Seal.OPEN);
        AtomicFile.write(file, Seal.close(JSON.writeValueAsBytes(root)));
    }

    private static ObjectNode json(Fitted fitted) {
        Classifier classifier = fitted.classifier();
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("version", VERSION);
        root.put("teacher", fitted.teacher()).put("settings", fitted.settings());
        classifier.classNames().forEach(root.putArray("classes")::add);
        Arrays.stream(classifier.fitted()).forEach(root.putArray("fitted")::add);
        root.put("width", classifier.width());
        root.put("c", classifier.c());
        root.put("converged", classifier.converged());
        ArrayNode rows = root.putArray("weights");
        for (int k = 0; k < classifier.fitted().length; k++) {
            int from = k * classifier.width();
            Arrays.stream(classifier.weights(), from, from + classifier.width()).forEach(rows.addArray()::add);
        }
        Arrays.stream(classifier.intercept()).forEach(root.putArray("intercept")::add);
        return root;
    }

    /** @throws IOException naming the file, with the cause, when it cannot be read, is damaged or of an earlier version */
    public static Fitted read(Path file) throws IOException {
        String name = "classifier " + file.getFileName();
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(name + " has " + Files.size(file) + " bytes, wanted at most " + LARGEST_FILE);
        }
        byte[] text = Files.readAllBytes(file);
        try {
            JsonNode root = JSON.readTree(text);
            requireFormat(root);
            Seal.require(text, name, ADVICE);
            return new Fitted(
                    classifier(root),
                    root.path("teacher").asText(),
                    root.path("settings").asText());
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw new DamagedFileException(name + " cannot be used: " + reason(e) + "; " + ADVICE, e);
        }
    }

    /** Messages of the parser quote the text, which may be anything. */
    private static String reason(Exception e) {
        return e instanceof JsonProcessingException ? "it is no JSON text" : e.getMessage();
    }

    private static void requireFormat(JsonNode root) {
        if (!FORMAT.equals(root.path("format").asText()) || root.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("its format is " + root.path("format") + " version "
                    + root.path("version") + ", wanted " + FORMAT + " version " + VERSION);
        }
    }

    private static Classifier classifier(JsonNode root) {
        List<String> classes =
                elements(root, "classes", MOST_CLASSES).map(JsonNode::asText).toList();
        int[] fitted = elements(root, "fitted", MOST_CLASSES)
                .mapToInt(node -> integer(node, "fitted", classes.size() - 1))
                .toArray();
        int width = integer(root.path("width"), "width", LARGEST_WIDTH);
        double[] weights = elements(root, "weights", fitted.length)
                .flatMapToDouble(row -> Arrays.stream(numbers(row, "weights", width)))
                .toArray();
        return new Classifier(
                classes,
                fitted,
                width,
                number(root.path("c"), "c"),
                root.path("converged").asBoolean(),
                weights,
                numbers(root.path("intercept"), "intercept", fitted.length));
    }

    private static Stream<JsonNode> elements(JsonNode root, String name, int most) {
        JsonNode array = root.path(name);
        if (!array.isArray() || array.isEmpty() || array.size() > most) {
            throw new IllegalArgumentException(
                    name + " is not a list of 1 to " + most + " elements but " + describe(array));
        }
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static double[] numbers(JsonNode array, String name, int count) {
        if (!array.isArray() || array.size() != count) {
            throw new IllegalArgumentException(name + " is not a list of " + count + " numbers but " + describe(array));
        }
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(node -> number(node, name))
                .toArray();
    }

    private static double number(JsonNode node, String name) {
        if (!node.isNumber()) {
            throw new IllegalArgumentException(name + " holds " + describe(node) + ", wanted a number");
        }
        return node.asDouble();
    }

    private static int integer(JsonNode node, String name, int most) {
        if (!node.canConvertToExactIntegral() || !node.canConvertToInt() || node.asInt() < 0 || node.asInt() > most) {
            throw new IllegalArgumentException(
                    name + " holds " + describe(node) + ", wanted a whole number of at most " + most);
        }
        return node.asInt();
    }

    private static String describe(JsonNode node) {
        return node.isContainerNode() ? "one of " + node.size() + " elements" : node.toString();
    }
}
