package io.mmdino.disk;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * YAML that users write, read within limits. Jackson limits the depth, the numbers and the texts of JSON, but not those of YAML: a
 * tree of 20,000 lists would overflow the stack of whoever copies it, and long numbers take time by the square of their length.
 */
public final class YamlText {

    /** Longest text, in bytes of a file or characters. */
    public static final int LONGEST = 1 << 20;

    /** Deepest nesting of lists and sections. */
    public static final int DEEPEST = 64;

    /** Most characters of a number. */
    public static final int LONGEST_NUMBER = 100;

    private static final int LARGEST_EXPONENT = 1000;

    private YamlText() {}

    /**
     * The text of a file.
     *
     * @throws IOException when it cannot be read, is no UTF-8, or is longer than {@link #LONGEST}
     */
    public static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException("it is longer than " + LONGEST + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }

    /**
     * Parses one document.
     *
     * @throws JsonProcessingException when the text is no YAML or beyond one of the limits; the message holds nothing of it but its place
     */
    public static JsonNode tree(YAMLMapper yaml, String text) throws JsonProcessingException {
        if (text.length() > LONGEST) {
            throw new JsonParseException((JsonParser) null, "it is longer than " + LONGEST + " characters");
        }
        try (JsonParser tokens = yaml.createParser(text)) {
            check(tokens);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory is read without I/O", e);
        }
        return yaml.readTree(text);
    }

    private static void check(JsonParser tokens) throws IOException {
        int depth = 0;
        for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
            if (token.isStructStart() && ++depth > DEEPEST) {
                throw new JsonParseException(tokens, "lists and sections are nested deeper than " + DEEPEST);
            }
            depth -= token.isStructEnd() ? 1 : 0;
            if (token.isNumeric()) {
                checkNumber(tokens);
            }
        }
    }

    private static void checkNumber(JsonParser tokens) throws IOException {
        String number = tokens.getText();
        if (number.length() > LONGEST_NUMBER) {
            throw new JsonParseException(tokens, "a number has more than " + LONGEST_NUMBER + " characters");
        }
        String exponent = number.replaceFirst("^[^eE]*[eE]?[+-]?", "");
        boolean decimal = !number.startsWith("0x")
                && !exponent.isEmpty()
                && exponent.chars().allMatch(Character::isDigit);
        if (decimal && (exponent.length() > 4 || Integer.parseInt(exponent) > LARGEST_EXPONENT)) {
            throw new JsonParseException(tokens, "a number has an exponent beyond " + LARGEST_EXPONENT);
        }
    }
}
