package io.mmdino.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Results of nibabel and numpy for the files in golden/imaging. */
public final class Golden {

    private static final String FOLDER = "/golden/imaging/";

    private final ByteBuffer data;
    private final JsonNode tensors;

    private Golden(ByteBuffer data, JsonNode tensors) {
        this.data = data;
        this.tensors = tensors;
    }

    /** Reads the expected tensors. */
    public static Golden load() {
        ByteBuffer all = ByteBuffer.wrap(bytes("imaging.expected.safetensors")).order(ByteOrder.LITTLE_ENDIAN);
        int head = (int) all.getLong(0);
        try {
            JsonNode tensors = new ObjectMapper().readTree(all.array(), 8, head);
            return new Golden(all.slice(8 + head, all.capacity() - 8 - head).order(ByteOrder.LITTLE_ENDIAN), tensors);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Expected values that are not tensors. */
    public static JsonNode facts() {
        try {
            return new ObjectMapper().readTree(bytes("imaging.json"));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Content of a file of the folder. */
    public static byte[] bytes(String name) {
        try (InputStream in = Golden.class.getResourceAsStream(FOLDER + name)) {
            return in.readAllBytes();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** A NIfTI file of the folder, read by {@link NiftiReader}. */
    public static Volume volume(String name) {
        try {
            return NiftiReader.read(new ByteArrayInputStream(bytes(name)), NiftiLimits.DEFAULT)
                    .volume();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    public int[] shape(String tensor) {
        JsonNode shape = tensors.required(tensor).required("shape");
        int[] out = new int[shape.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = shape.get(i).intValue();
        }
        return out;
    }

    /** Values of a tensor, last index fastest. */
    public double[] values(String tensor) {
        JsonNode entry = tensors.required(tensor);
        String type = entry.required("dtype").textValue();
        int start = entry.required("data_offsets").get(0).intValue();
        int end = entry.required("data_offsets").get(1).intValue();
        int width = type.equals("F64") ? 8 : type.equals("F32") ? 4 : 1;
        double[] out = new double[(end - start) / width];
        for (int i = 0; i < out.length; i++) {
            int at = start + i * width;
            out[i] = width == 8 ? data.getDouble(at) : width == 4 ? data.getFloat(at) : data.get(at);
        }
        return out;
    }

    /** A tensor [width, height, depth] with the first index fastest, as volumes hold it. */
    public double[] voxels(String tensor) {
        double[] from = values(tensor);
        int[] shape = shape(tensor);
        double[] out = new double[from.length];
        int to = 0;
        for (int k = 0; k < shape[2]; k++) {
            for (int j = 0; j < shape[1]; j++) {
                for (int i = 0; i < shape[0]; i++) {
                    out[to++] = from[(i * shape[1] + j) * shape[2] + k];
                }
            }
        }
        return out;
    }
}
