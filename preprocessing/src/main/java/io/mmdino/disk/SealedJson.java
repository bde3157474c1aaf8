package io.mmdino.disk;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record as a JSON file that carries the SHA-256 of its own content, so that a changed bit anywhere in the file is found:
 * {@code {"sha256": "64 hex digits", "content": {...}}}. Names are in snake case; an undefined number (NaN) is null.
 *
 * <p>The hash is that of the content's bytes as they stand in the file. It finds damage, not forgery: whoever can write the file
 * can write the hash.
 */
public final class SealedJson {

    private static final String HEAD = "{\n\"sha256\": \"";
    private static final String MIDDLE = "\",\n\"content\": ";
    private static final String END = "\n}\n";
    private static final int DIGITS = 64;
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final int CONTENT = HEAD.length() + DIGITS + MIDDLE.length();

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new NumberWriter())
                    .addSerializer(double.class, new NumberWriter())
                    .addDeserializer(Double.class, new NumberReader())
                    .addDeserializer(double.class, new NumberReader()))
            .build();

    private SealedJson() {}

    /** A file is not what a record wrote: it is cut, changed, or of another kind. */
    public static final class BrokenException extends IOException {

        private static final long serialVersionUID = 1L;

        private BrokenException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The bytes of the file.
     *
     * @throws IllegalStateException when a component cannot be written
     */
    public static byte[] bytes(Record value) {
        byte[] content = content(value).getBytes(StandardCharsets.UTF_8);
        String head = HEAD + sha256(content) + MIDDLE;
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] end = END.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(start, start.length + content.length + end.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        System.arraycopy(end, 0, all, start.length + content.length, end.length);
        return all;
    }

    /** The record as JSON without a hash, for people and scripts. */
    public static String content(Record value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /**
     * Reads a record back.
     *
     * @param what names the file in messages
     * @throws BrokenException when the bytes are not those of {@link #bytes} for such a record
     */
    public static <T extends Record> T read(byte[] file, Class<T> type, String what) throws BrokenException {
        byte[] content = verified(file, what);
        try {
            T value = MAPPER.readValue(content, type);
            if (value == null) {
                throw broken(what, "its content is null", null);
            }
            return value;
        } catch (ValueInstantiationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw broken(what, String.valueOf(cause.getMessage()), e);
        } catch (IOException e) {
            throw broken(what, "it is whole, but holds something else; was it written by another version?", e);
        }
    }

    private static byte[] verified(byte[] file, String what) throws BrokenException {
        int length = file.length - CONTENT - END.length();
        if (length < 0) {
            throw broken(what, "it has " + file.length + " bytes, fewer than any such file; it was cut", null);
        }
        Matcher hash = HEX.matcher(text(file, HEAD.length(), DIGITS));
        boolean framed = text(file, 0, HEAD.length()).equals(HEAD)
                && hash.matches()
                && text(file, HEAD.length() + DIGITS, MIDDLE.length()).equals(MIDDLE)
                && text(file, CONTENT + length, END.length()).equals(END);
        byte[] content = Arrays.copyOfRange(file, CONTENT, CONTENT + length);
        if (!framed || !hash.group().equals(sha256(content))) {
            throw broken(what, "its SHA-256 is not the one that it names: it was changed or cut", null);
        }
        return content;
    }

    private static String text(byte[] file, int from, int length) {
        return new String(file, from, length, StandardCharsets.ISO_8859_1);
    }

    private static BrokenException broken(String what, String how, Throwable cause) {
        return new BrokenException(what + " is damaged: " + how + "; restore it from a copy", cause);
    }

    /** SHA-256 of some bytes, 64 hex digits. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final class NumberWriter extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        NumberWriter() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isNaN(value)) {
                out.writeNull();
            } else if (Double.isInfinite(value)) {
                throw new IllegalStateException("an infinite number cannot be written as JSON");
            } else {
                out.writeNumber(value);
            }
        }
    }

    private static final class NumberReader extends StdDeserializer<Double> {
        private static final long serialVersionUID = 1L;

        NumberReader() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.currentToken().isNumeric()) {
                return (Double) context.handleUnexpectedToken(Double.class, in);
            }
            return in.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
