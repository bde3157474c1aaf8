package io.mmdino.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.mmdino.checkpoint.TensorSource.TensorInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON header of a safetensors file. Types and shapes are checked, and that the spans fill the data without gaps or
 * overlaps. Parsed as a stream, so that memory depends on the number of tensors and not on the length of the text.
 *
 * <p>Source: the safetensors format, huggingface.co/docs/safetensors.
 *
 * @param tensors in the order of the header
 */
record SafetensorsHeader(Map<String, Span> tensors, Map<String, String> metadata) {

    static final String METADATA = "__metadata__";
    private static final int MOST_TENSORS = 100_000;
    private static final int MOST_AXES = 16;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** A tensor's place in the data, in bytes. */
    record Span(TensorInfo info, long begin, long end) {}

    /**
     * Parses and checks a header.
     *
     * @param dataLength bytes of data after the header
     * @throws CheckpointException for anything malformed
     */
    static SafetensorsHeader parse(InputStream json, long dataLength) throws IOException {
        try (JsonParser parser = JSON.createParser(new InputStreamReader(json, StandardCharsets.UTF_8.newDecoder()))) {
            SafetensorsHeader header = object(parser);
            if (parser.nextToken() != null) {
                throw new CheckpointException("text after the header's closing brace");
            }
            header.checkSpans(dataLength);
            return header;
        } catch (ArithmeticException e) {
            throw new CheckpointException("an axis of 2^31 or more, or a shape with more than 2^63 bytes", e);
        }
    }

    private static SafetensorsHeader object(JsonParser parser) throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
        Map<String, Span> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.getCurrentName();
            parser.nextToken();
            if (name.equals(METADATA)) {
                metadata.putAll(texts(parser));
            } else {
                tensors.put(name, span(parser, name));
            }
            if (tensors.size() > MOST_TENSORS) {
                throw new CheckpointException("more than " + MOST_TENSORS + " tensors");
            }
        }
        return new SafetensorsHeader(Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(metadata));
    }

    private static Map<String, String> texts(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT, METADATA);
        Map<String, String> texts = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.getCurrentName();
            expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + "." + key);
            texts.put(key, parser.getText());
        }
        return texts;
    }

    private static Span span(JsonParser parser, String name) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT, name);
        Optional<Dtype> dtype = Optional.empty();
        Optional<List<Long>> shape = Optional.empty();
        Optional<List<Long>> offsets = Optional.empty();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.getCurrentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> dtype = Optional.of(dtype(parser, name));
                case "shape" -> shape = Optional.of(wholeNumbers(parser, name + ".shape"));
                case "data_offsets" -> offsets = Optional.of(wholeNumbers(parser, name + ".data_offsets"));
                default -> throw new CheckpointException("unknown key " + quoted(key) + " of tensor " + quoted(name));
            }
        }
        if (dtype.isEmpty() || shape.isEmpty() || offsets.isEmpty()) {
            throw new CheckpointException("tensor " + quoted(name) + " without one of dtype, shape and data_offsets");
        }
        return span(name, dtype.get(), shape.get(), offsets.get());
    }

    private static Span span(String name, Dtype dtype, List<Long> shape, List<Long> offsets)
            throws CheckpointException {
        if (offsets.size() != 2) {
            throw new CheckpointException("tensor " + quoted(name) + " has " + offsets.size() + " offsets, wanted 2");
        }
        TensorInfo info =
                new TensorInfo(dtype, shape.stream().map(Math::toIntExact).toList());
        long begin = offsets.get(0);
        long end = offsets.get(1);
        long bytes = Math.multiplyExact(info.elements(), (long) dtype.bytes());
        if (end - begin != bytes) {
            throw new CheckpointException("tensor " + quoted(name) + " of type " + dtype + " and shape " + shape
                    + " needs " + bytes + " bytes, but its offsets [" + begin + ", " + end + "] hold "
                    + (end - begin));
        }
        return new Span(info, begin, end);
    }

    private static Dtype dtype(JsonParser parser, String name) throws IOException {
        expect(parser.currentToken(), JsonToken.VALUE_STRING, name + ".dtype");
        try {
            return Dtype.valueOf(parser.getText());
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    "tensor " + quoted(name) + " has type " + quoted(parser.getText()) + ", wanted one of "
                            + List.of(Dtype.values()),
                    e);
        }
    }

    private static List<Long> wholeNumbers(JsonParser parser, String what) throws IOException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, what);
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
            numbers.add(parser.getLongValue());
            if (numbers.get(numbers.size() - 1) < 0 || numbers.size() > MOST_AXES) {
                throw new CheckpointException(quoted(what) + " with a negative number or more than " + MOST_AXES);
            }
        }
        return numbers;
    }

    private void checkSpans(long dataLength) throws CheckpointException {
        List<Map.Entry<String, Span>> inOrder = new ArrayList<>(tensors.entrySet());
        inOrder.sort((a, b) -> a.getValue().begin() != b.getValue().begin()
                ? Long.compare(a.getValue().begin(), b.getValue().begin())
                : Long.compare(a.getValue().end(), b.getValue().end()));
        long reached = 0;
        for (Map.Entry<String, Span> tensor : inOrder) {
            if (tensor.getValue().begin() != reached) {
                throw new CheckpointException("tensor " + quoted(tensor.getKey()) + " begins at byte "
                        + tensor.getValue().begin() + " of the data, wanted " + reached
                        + ": tensors overlap or leave a hole");
            }
            reached = tensor.getValue().end();
        }
        if (reached != dataLength) {
            throw new CheckpointException("the tensors need " + reached + " bytes of data, the file has " + dataLength
                    + ": it is cut short or has been added to");
        }
    }

    private static void expect(JsonToken found, JsonToken wanted, String where) throws CheckpointException {
        if (found != wanted) {
            throw new CheckpointException(
                    "found " + (found == null ? "the end" : found) + " at " + quoted(where) + ", wanted " + wanted);
        }
    }

    /** A name from the file for a message: shortened, and without control characters. */
    private static String quoted(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "..." : name;
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
