package io.mmdino.ssl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Float32 tensors of the reference implementation, from a safetensors file among the test resources. */
public record ReferenceTensors(JsonNode header, ByteBuffer data) {

    public static ReferenceTensors open(String resource) {
        try (InputStream in = ReferenceTensors.class.getResourceAsStream(resource)) {
            ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] json = new byte[Math.toIntExact(file.getLong())];
            file.get(json);
            JsonNode header = new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8));
            return new ReferenceTensors(header, file.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public float[] floats(String name) {
        JsonNode at = header.path(name).path("data_offsets");
        float[] values = new float[(at.get(1).asInt() - at.get(0).asInt()) / Float.BYTES];
        data.duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(at.get(0).asInt())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    /** The rows of a matrix. */
    double[][] rows(String name) {
        float[] values = floats(name);
        int[] shape = shape(name);
        double[][] rows = new double[shape[0]][shape[1]];
        for (int i = 0; i < values.length; i++) {
            rows[i / shape[1]][i % shape[1]] = values[i];
        }
        return rows;
    }

    public int[] shape(String name) {
        JsonNode sides = header.path(name).path("shape");
        return new int[] {sides.get(0).asInt(), sides.get(1).asInt()};
    }
}
