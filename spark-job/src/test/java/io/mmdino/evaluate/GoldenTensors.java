package io.mmdino.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors of a golden safetensors file, as doubles. */
final class GoldenTensors {

    private final ByteBuffer bytes;
    private final JsonNode header;
    private final int data;

    private GoldenTensors(ByteBuffer bytes, JsonNode header, int data) {
        this.bytes = bytes;
        this.header = header;
        this.data = data;
    }

    static GoldenTensors read(String name) {
        try (InputStream in = GoldenTensors.class.getResourceAsStream("/golden/" + name)) {
            byte[] all = in.readAllBytes();
            ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
            int length = Math.toIntExact(bytes.getLong(0));
            return new GoldenTensors(bytes, new ObjectMapper().readTree(all, 8, length), 8 + length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double[] of(String tensor) {
        JsonNode entry = header.required(tensor);
        String type = entry.required("dtype").asText();
        int size = type.equals("F32") ? 4 : 8;
        int from = data + entry.required("data_offsets").get(0).asInt();
        int to = data + entry.required("data_offsets").get(1).asInt();
        double[] values = new double[(to - from) / size];
        for (int i = 0; i < values.length; i++) {
            int at = from + i * size;
            values[i] = switch (type) {
                case "F32" -> bytes.getFloat(at);
                case "F64" -> bytes.getDouble(at);
                case "I64" -> bytes.getLong(at);
                default -> throw new IllegalArgumentException("type " + type);
            };
        }
        return values;
    }
}
