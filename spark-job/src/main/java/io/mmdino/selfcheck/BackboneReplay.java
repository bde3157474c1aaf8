package io.mmdino.selfcheck;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.FeedForward;
import io.mmdino.vit.Pass;
import io.mmdino.vit.StochasticDepth;
import io.mmdino.vit.VitSettings;
import java.io.IOException;
import java.util.List;

/** Replays inference of a recorded backbone: resized positions, embedded tokens, and features with sequences missing. */
final class BackboneReplay {

    private final Safetensors file;
    private final Kernels kernels;
    private final Backbone backbone;
    private final VitSettings settings;
    private final Pass pass;
    private final CheckResults results;

    BackboneReplay(Safetensors file, Kernels kernels, CheckResults results) throws IOException {
        this.file = file;
        this.kernels = kernels;
        this.results = results;
        settings = settings(TraceFiles.json(file.metadata().getOrDefault("arch", "{}")), 1e-5);
        TraceFiles.checkSize(file, "weights.", settings);
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        backbone = new Backbone(layout, "", settings);
        ParameterVector weights = new ParameterVector(layout.build(), kernels);
        TraceFiles.load(file, "weights.", weights);
        ParameterVector unused = new ParameterVector(weights.layout(), kernels);
        pass = Pass.training(kernels, weights, unused, new Workspace(kernels));
    }

    /** The backbone's settings from the recorded configuration. */
    static VitSettings settings(JsonNode arch, double layerScale) {
        boolean gated = arch.path("ffn_layer").asText("mlp").startsWith("swiglu");
        return new VitSettings(
                "custom",
                arch.required("embed_dim").asInt(),
                arch.required("depth").asInt(),
                arch.required("num_heads").asInt(),
                arch.required("patch_size").asInt(),
                arch.required("img_size").asInt(),
                TraceFiles.strings(arch.required("mri_sequences")),
                TraceFiles.EMBEDDING_ROWS,
                gated ? FeedForward.Kind.SWIGLU : FeedForward.Kind.MLP,
                0,
                layerScale,
                VitSettings.DINOV2_DEVIATION,
                0);
    }

    void run() throws IOException {
        float[] pixels = file.floats("in.images");
        List<Integer> shape = file.tensors().get("in.images").shape();
        if (shape.size() != 4) {
            throw new IOException("tensor in.images has shape " + shape + ", wanted [crops, sequences, side, side]");
        }
        int crops = shape.get(0);
        int side = shape.get(3);
        Tensor images = kernels.put(pixels, kernels.zeros(crops * shape.get(1), side * side));
        Backbone.Prepared prepared = backbone.prepare(pass, backbone.side(kernels, side));
        compare("pos_embed_interpolated", kernels.toDoubles(prepared.position()));
        for (String tensor : file.tensors().keySet()) {
            if (tensor.endsWith(".cls")) {
                String variant = tensor.substring(0, tensor.length() - ".cls".length());
                features(variant, images, prepared, crops);
            }
        }
    }

    private void features(String variant, Tensor images, Backbone.Prepared prepared, int crops) throws IOException {
        var mark = pass.workspace().mark();
        boolean[] mask = mask(variant, crops, settings.patches(prepared.side()));
        Backbone.State state = backbone.forward(pass, prepared, images, kernels.flags(mask), StochasticDepth.off());
        int tokens = settings.tokens(prepared.side());
        double[] cls = new double[0];
        double[] patches = new double[0];
        for (int crop = 0; crop < crops; crop++) {
            cls = append(cls, state.tokens().rows(crop * tokens, crop * tokens + 1));
            patches = append(patches, state.tokens().rows(crop * tokens + 1, (crop + 1) * tokens));
        }
        if (mask.length == 0) {
            compare("tokens", kernels.toDoubles(state.embeddedTokens()));
        }
        compare(variant + ".cls", cls);
        compare(variant + ".patch", patches);
        pass.workspace().release(mark);
    }

    /** Flags of the patches that are missing in a variant: {@code all}, {@code without_NAME} or {@code only_NAME}. */
    private boolean[] mask(String variant, int crops, int patches) {
        if (variant.equals("all")) {
            return new boolean[0];
        }
        int sequences = settings.sequences().size();
        boolean[] mask = new boolean[crops * sequences * patches];
        for (int i = 0; i < mask.length; i++) {
            String sequence = settings.sequences().get(i / patches % sequences);
            mask[i] = variant.equals("without_" + sequence)
                    || variant.startsWith("only_") && !variant.equals("only_" + sequence);
        }
        return mask;
    }

    private void compare(String tensor, double[] found) throws IOException {
        if (!file.tensors().containsKey(tensor)) {
            return;
        }
        Bounds bounds = Bounds.of(kernels.precision());
        results.add(tensor, bounds.error(found, file.doubles(tensor)), bounds.tensors());
    }

    private double[] append(double[] head, Tensor rows) {
        double[] tail = kernels.toDoubles(rows);
        double[] joined = new double[head.length + tail.length];
        System.arraycopy(head, 0, joined, 0, head.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }
}
