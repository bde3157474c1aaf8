package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Dtype;
import io.mmdino.checkpoint.PretrainedBackbone;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.checkpoint.TensorSource.TensorInfo;
import io.mmdino.checkpoint.TorchCheckpoint;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a backbone loaded from a PyTorch file with its weights in a file of plain tensors. Float32 weights have to be
 * equal, weights in half precision equal within their rounding.
 */
final class CheckpointReplay {

    private static final double HALF_BOUND = 1e-3;
    private static final double BRAIN_BOUND = 8e-3;

    /** Smaller weights, such as an untrained cls token's, have fewer digits in half precision. */
    private static final double SMALLEST_NORMAL_HALF = 0x1p-14;

    private final Path torch;
    private final Safetensors expected;
    private final CheckResults results;

    CheckpointReplay(Path torch, Safetensors expected, CheckResults results) {
        this.torch = torch;
        this.expected = expected;
        this.results = results;
    }

    /** Whether a file of tensors holds a backbone under DINOv2's plain names. */
    static boolean isBackbone(Safetensors file) {
        return file.tensors().keySet().containsAll(List.of("cls_token", "patch_embed.proj.weight"));
    }

    /** Whether the PyTorch file has a tensor for each expected one, under any prefix. */
    static boolean holds(Path torch, Safetensors expected) throws IOException {
        try (TorchCheckpoint file = TorchCheckpoint.open(torch)) {
            return expected.tensors().keySet().stream()
                    .allMatch(name -> stored(file, name).isPresent());
        }
    }

    private static Optional<TensorInfo> stored(TorchCheckpoint file, String name) {
        return file.tensors().entrySet().stream()
                .filter(tensor ->
                        tensor.getKey().equals(name) || tensor.getKey().endsWith("." + name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    void run() throws IOException {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        expected.tensors()
                .forEach((name, info) ->
                        layout.add("backbone." + name, info.shape().toArray(Integer[]::new)));
        try (ParameterVector loaded = new ParameterVector(layout.build(), Tensor.Type.FLOAT32)) {
            int count = PretrainedBackbone.load(torch, loaded).loaded().size();
            double bound = bound();
            double worst = 0;
            for (Parameter parameter : loaded.layout().parameters()) {
                double[] wanted = expected.doubles(parameter.name().substring("backbone.".length()));
                worst = Math.max(
                        worst, RelativeError.of(loaded.of(parameter).toDoubles(), wanted, SMALLEST_NORMAL_HALF));
            }
            results.add(count + " weights as loaded", worst, bound);
        }
    }

    /** The bound for the coarsest type among the stored weights. */
    private double bound() throws IOException {
        try (TorchCheckpoint file = TorchCheckpoint.open(torch)) {
            List<Dtype> types =
                    file.tensors().values().stream().map(TensorInfo::dtype).toList();
            return types.contains(Dtype.BF16) ? BRAIN_BOUND : types.contains(Dtype.F16) ? HALF_BOUND : 0;
        }
    }
}
