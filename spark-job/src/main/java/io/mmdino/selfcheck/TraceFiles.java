package io.mmdino.selfcheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.checkpoint.TensorSource.TensorInfo;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.vit.VitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Functions on recorded files that several replays use. */
final class TraceFiles {

    /** Names of the rows of {@code mri_seq_embed} in recorded models. */
    static final List<String> EMBEDDING_ROWS = List.of("t1", "t1c", "t2", "flair");

    private static final ObjectMapper JSON = new ObjectMapper();

    private TraceFiles() {}

    static JsonNode json(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("no readable " + file.getFileName() + " beside the tensors");
        }
        return JSON.readTree(file.toFile());
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /**
     * Checks that a configuration fits the recorded weights, before a network of its size is built.
     *
     * @param prefix of the backbone's tensors
     * @throws IOException when width or depth differ
     */
    static void checkSize(Safetensors file, String prefix, VitSettings settings) throws IOException {
        TensorInfo cls = file.tensors().get(prefix + "cls_token");
        if (cls == null || cls.elements() != settings.width()) {
            throw new IOException("embed_dim is " + settings.width() + ", the recorded cls_token "
                    + (cls == null ? "is missing" : "has shape " + cls.shape()));
        }
        if (!has(file, prefix + "blocks." + (settings.depth() - 1) + ".")) {
            throw new IOException("depth is " + settings.depth() + ", there are fewer recorded blocks");
        }
    }

    /** Overwrites all parameters from tensors named {@code prefix + parameter}. */
    static void load(Safetensors file, String prefix, ParameterVector vector) throws IOException {
        ParameterVector host = vector.onHost();
        for (Parameter parameter : vector.layout().parameters()) {
            file.into(prefix + parameter.name(), host.of(parameter));
        }
        vector.changedOnHost();
    }

    /** Whether the name of any tensor starts with the prefix. */
    static boolean has(Safetensors file, String prefix) {
        return file.tensors().keySet().stream().anyMatch(tensor -> tensor.startsWith(prefix));
    }

    /** Length of a tensor's first axis. @throws IOException when the tensor is missing, empty or has fewer than two axes */
    static int rows(Safetensors file, String tensor) throws IOException {
        TensorInfo info = file.tensors().get(tensor);
        if (info == null || info.shape().size() < 2 || info.elements() == 0) {
            throw new IOException("tensor " + tensor + (info == null ? " is not there" : " has shape " + info.shape())
                    + ", wanted rows of values");
        }
        return info.shape().get(0);
    }

    static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
