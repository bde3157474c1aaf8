package io.mmdino.selfcheck;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.OptimSettings;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.Model;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.ssl.StepLosses;
import io.mmdino.train.Learner;
import io.mmdino.vit.HeadSettings;
import io.mmdino.vit.VitSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Replays a recorded run: losses, gradients and their norms of each step, weights and centres after the last step. */
final class StepReplay {

    /** Share of the largest gradient below which a tensor's gradient is rounding noise. */
    private static final double NOISE = 1e-5;

    private final JsonNode json;
    private final Safetensors file;
    private final Kernels kernels;
    private final ModelSettings settings;
    private final CheckResults results;
    private final Bounds bounds;

    StepReplay(JsonNode json, Safetensors file, Kernels kernels, CheckResults results) {
        this.json = json;
        this.file = file;
        this.kernels = kernels;
        this.results = results;
        this.settings = model(json);
        this.bounds = Bounds.of(kernels.precision());
    }

    private static ModelSettings model(JsonNode json) {
        JsonNode config = json.required("config");
        VitSettings backbone = BackboneReplay.settings(
                json.required("arch"),
                config.required("student").required("layerscale").asDouble());
        HeadSettings dino = head(config.required("dino"));
        boolean separate = config.required("ibot").required("separate_head").asBoolean();
        return new ModelSettings(
                backbone,
                dino,
                separate ? head(config.required("ibot")) : dino,
                Math.min(3, dino.prototypes()),
                separate,
                false);
    }

    private static HeadSettings head(JsonNode section) {
        return new HeadSettings(
                section.required("head_hidden_dim").asInt(),
                section.required("head_bottleneck_dim").asInt(),
                section.required("head_n_prototypes").asInt());
    }

    private LossSettings losses() {
        JsonNode config = json.required("config");
        JsonNode hyper = json.required("hyper");
        return new LossSettings(
                config.required("dino").required("loss_weight").asDouble(),
                config.required("dino").required("koleo_loss_weight").asDouble(),
                config.required("ibot").required("loss_weight").asDouble(),
                config.required("semi_supervised").required("loss_weight").asDouble(),
                config.required("semi_supervised").required("label_smoothing").asDouble(),
                config.required("semi_supervised").required("temperature").asDouble(),
                hyper.required("student_temp").asDouble(),
                LossSettings.Centering.valueOf(
                        config.required("train").required("centering").asText().toUpperCase(Locale.ROOT)),
                hyper.required("center_momentum").asDouble());
    }

    private OptimSettings optim() {
        JsonNode config = json.required("config").required("optim");
        JsonNode hyper = json.required("hyper");
        OptimSettings paper = OptimSettings.paper();
        return new OptimSettings(
                paper.epochs(),
                paper.epochLength(),
                hyper.required("lr").asDouble(),
                OptimSettings.LrScaling.NONE,
                paper.minLr(),
                paper.warmupEpochs(),
                hyper.required("weight_decay").asDouble(),
                paper.weightDecayEnd(),
                hyper.required("teacher_momentum").asDouble(),
                paper.teacherMomentumEnd(),
                hyper.required("teacher_temp").asDouble(),
                hyper.required("teacher_temp").asDouble(),
                paper.teacherTemperatureWarmupEpochs(),
                paper.freezeLastLayerEpochs(),
                paper.freezeBackboneEpochs(),
                hyper.required("clip_grad").asDouble(),
                hyper.required("betas").get(0).asDouble(),
                hyper.required("betas").get(1).asDouble(),
                hyper.required("adam_eps").asDouble(),
                config.required("layerwise_decay").asDouble(),
                config.required("patch_embed_lr_mult").asDouble());
    }

    void run(Lanes lanes) throws IOException {
        JsonNode crops = json.required("config").required("crops");
        CropGeometry geometry = new CropGeometry(
                crops.required("global_crops_size").asInt(),
                crops.required("local_crops_size").asInt(),
                crops.required("local_crops_number").asInt());
        TraceFiles.checkSize(file, "init.student.backbone.", settings.backbone());
        Model model = new Model(settings);
        try (Learner learner = new Learner(model, kernels, lanes, geometry, losses(), optim(), BatchReducer.single())) {
            TraceFiles.load(file, "init.student.", learner.student());
            TraceFiles.load(file, "init.teacher.", learner.teacher());
            RecordedBatches batches = new RecordedBatches(file, settings.backbone(), geometry);
            JsonNode recorded = json.required("losses");
            for (int step = 0; step < recorded.size(); step++) {
                Learner.Outcome outcome = learner.step(batches.read(step), values(recorded.get(step)), false, 0);
                losses("step " + step, outcome.losses(), recorded.get(step));
                norms("step " + step, outcome.gradientNorms(), recorded.get(step));
                if (hasGradients(step)) {
                    gradients("step " + step + " gradients", gradientPrefix(step), learner.gradients());
                }
            }
            weights("final student", "final.student.", learner.student());
            weights("final teacher", "final.teacher.", learner.teacher());
            centre("final.dino_center", learner.dinoCentre().toDoubles());
            centre("final.ibot_center", learner.ibotCentre().toDoubles());
        }
    }

    private static String gradientPrefix(int step) {
        return "step" + step + ".grad.";
    }

    private boolean hasGradients(int step) {
        return file.tensors().keySet().stream().anyMatch(tensor -> tensor.startsWith(gradientPrefix(step)));
    }

    private Schedules.Values values(JsonNode recorded) {
        JsonNode hyper = json.required("hyper");
        return new Schedules.Values(
                recorded.required("lr").asDouble(),
                recorded.required("last_layer_lr").asDouble(),
                hyper.required("weight_decay").asDouble(),
                hyper.required("teacher_momentum").asDouble(),
                hyper.required("teacher_temp").asDouble());
    }

    private void losses(String step, StepLosses found, JsonNode recorded) {
        compare(step + " dino_local_crops_loss", found.dinoLocal(), recorded.required("dino_local_crops_loss"));
        compare(step + " dino_global_crops_loss", found.dinoGlobal(), recorded.required("dino_global_crops_loss"));
        compare(step + " koleo_loss", found.koleo(), recorded.required("koleo_loss"));
        compare(step + " ibot_loss", found.ibot(), recorded.required("ibot_loss"));
        compare(step + " labeled_loss", found.labelled(), recorded.path("labeled_loss"));
        compare(step + " labeled_ratio", found.labelledShare(), recorded.path("labeled_ratio"));
        compare(step + " labeled_acc_local", found.labelledAccuracyLocal(), recorded.path("labeled_acc_local"));
        compare(step + " labeled_acc_global", found.labelledAccuracyGlobal(), recorded.path("labeled_acc_global"));
    }

    private void norms(String step, Map<String, Double> found, JsonNode recorded) {
        found.forEach((group, norm) -> compare(
                step + " gradient norm " + group,
                norm,
                recorded.required("grad_norm").required(group),
                bounds.tensors()));
    }

    /** Compares a figure if it is recorded; labelled figures are recorded for batches with labels only. */
    private void compare(String quantity, double found, JsonNode recorded) {
        compare(quantity, found, recorded, bounds.numbers());
    }

    private void compare(String quantity, double found, JsonNode recorded, double bound) {
        if (!recorded.isMissingNode()) {
            results.add(quantity, RelativeError.of(found, recorded.asDouble(Double.NaN)), bound);
        }
    }

    /** Adds one result for all gradients: the largest error of a tensor, relative to its largest value, or that of all by norm. */
    private void gradients(String quantity, String prefix, ParameterVector found) throws IOException {
        if (bounds.byNorm()) {
            results.add(quantity, errorOfAll(prefix, found), bounds.tensors());
            return;
        }
        double largest = 0;
        for (Parameter parameter : found.layout().parameters()) {
            for (double value : file.doubles(prefix + parameter.name())) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        double worst = 0;
        for (Parameter parameter : found.layout().parameters()) {
            double[] expected = file.doubles(prefix + parameter.name());
            double[] values = found.onHost().of(parameter).toDoubles();
            worst = Math.max(worst, RelativeError.of(values, expected, NOISE * largest));
        }
        results.add(quantity, worst, bounds.tensors());
    }

    /** Euclidean norm of all differences, relative to that of all recorded values. */
    private double errorOfAll(String prefix, ParameterVector found) throws IOException {
        List<double[]> values = new ArrayList<>();
        List<double[]> expected = new ArrayList<>();
        for (Parameter parameter : found.layout().parameters()) {
            expected.add(file.doubles(prefix + parameter.name()));
            values.add(found.onHost().of(parameter).toDoubles());
        }
        return RelativeError.ofNorms(joined(values), joined(expected));
    }

    private static double[] joined(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /**
     * Adds one result for all weights, the largest error of a tensor by Euclidean norm, and one for key biases: they cancel
     * in the softmax, so their gradient is rounding noise, which Adam scales to full steps here and in the recorded run.
     */
    private void weights(String quantity, String prefix, ParameterVector found) throws IOException {
        double worst = 0;
        double worstKey = 0;
        for (Parameter parameter : found.layout().parameters()) {
            double[] expected = file.doubles(prefix + parameter.name());
            double[] values = found.onHost().of(parameter).toDoubles();
            if (parameter.name().endsWith("attn.qkv.bias")) {
                worstKey = Math.max(worstKey, RelativeError.ofNorms(values, expected));
                blankKeys(values);
                blankKeys(expected);
            }
            worst = Math.max(worst, RelativeError.ofNorms(values, expected));
        }
        results.add(quantity, worst, bounds.weights());
        results.add(quantity + " key biases", worstKey, bounds.keyBiases());
    }

    private static void blankKeys(double[] queriesKeysValues) {
        int width = queriesKeysValues.length / 3;
        Arrays.fill(queriesKeysValues, width, 2 * width, 0);
    }

    private void centre(String tensor, double[] found) throws IOException {
        if (file.tensors().containsKey(tensor)) {
            results.add(tensor, bounds.error(found, file.doubles(tensor)), bounds.tensors());
        }
    }
}
