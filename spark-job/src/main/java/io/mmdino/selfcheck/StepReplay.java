package io.mmdino.selfcheck;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.OptimSettings;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.CropGeometry;
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

/** Training steps of a recorded run: losses, gradients, gradient norms, weights and centres after the last step. */
final class StepReplay {

    private static final double BOUND = 1e-4;
    /** Below this share of the largest gradient a tensor's own gradient is rounding noise. */
    private static final double NOISE = 1e-5;

    /** Noise on noise; see {@link #weights}. */
    private static final double KEY_BIAS_BOUND = 1e-2;

    private final String name;
    private final JsonNode json;
    private final Safetensors file;
    private final Kernels kernels;
    private final ModelSettings settings;
    private final List<Finding> findings = new ArrayList<>();

    StepReplay(String name, JsonNode json, Safetensors file, Kernels kernels) {
        this.name = name;
        this.json = json;
        this.file = file;
        this.kernels = kernels;
        this.settings = model(json);
    }

    private static ModelSettings model(JsonNode json) {
        JsonNode config = json.get("config");
        VitSettings backbone = BackboneReplay.settings(
                json.get("arch"), config.get("student").get("layerscale").asDouble());
        HeadSettings dino = head(config.get("dino"));
        boolean separate = config.get("ibot").get("separate_head").asBoolean();
        return new ModelSettings(
                backbone,
                dino,
                separate ? head(config.get("ibot")) : dino,
                Math.min(3, dino.prototypes()),
                separate,
                false);
    }

    private static HeadSettings head(JsonNode section) {
        return new HeadSettings(
                section.get("head_hidden_dim").asInt(),
                section.get("head_bottleneck_dim").asInt(),
                section.get("head_n_prototypes").asInt());
    }

    private LossSettings losses() {
        JsonNode config = json.get("config");
        JsonNode hyper = json.get("hyper");
        return new LossSettings(
                config.get("dino").get("loss_weight").asDouble(),
                config.get("dino").get("koleo_loss_weight").asDouble(),
                config.get("ibot").get("loss_weight").asDouble(),
                config.get("semi_supervised").get("loss_weight").asDouble(),
                config.get("semi_supervised").get("label_smoothing").asDouble(),
                config.get("semi_supervised").get("temperature").asDouble(),
                hyper.get("student_temp").asDouble(),
                LossSettings.Centering.valueOf(
                        config.get("train").get("centering").asText().toUpperCase(Locale.ROOT)),
                hyper.get("center_momentum").asDouble());
    }

    private OptimSettings optim() {
        JsonNode config = json.get("config").get("optim");
        JsonNode hyper = json.get("hyper");
        OptimSettings paper = OptimSettings.paper();
        return new OptimSettings(
                paper.epochs(),
                paper.epochLength(),
                hyper.get("lr").asDouble(),
                OptimSettings.LrScaling.NONE,
                paper.minLr(),
                paper.warmupEpochs(),
                hyper.get("weight_decay").asDouble(),
                paper.weightDecayEnd(),
                hyper.get("teacher_momentum").asDouble(),
                paper.teacherMomentumEnd(),
                hyper.get("teacher_temp").asDouble(),
                hyper.get("teacher_temp").asDouble(),
                paper.teacherTemperatureWarmupEpochs(),
                paper.freezeLastLayerEpochs(),
                paper.freezeBackboneEpochs(),
                hyper.get("clip_grad").asDouble(),
                hyper.get("betas").get(0).asDouble(),
                hyper.get("betas").get(1).asDouble(),
                hyper.get("adam_eps").asDouble(),
                config.get("layerwise_decay").asDouble(),
                config.get("patch_embed_lr_mult").asDouble());
    }

    List<Finding> run(Lanes lanes) throws IOException {
        JsonNode crops = json.get("config").get("crops");
        CropGeometry geometry = new CropGeometry(
                crops.get("global_crops_size").asInt(),
                crops.get("local_crops_size").asInt(),
                crops.get("local_crops_number").asInt());
        Model model = new Model(settings);
        try (Learner learner = new Learner(model, kernels, lanes, geometry, losses(), optim(), BatchReducer.single())) {
            TraceFiles.load(file, "init.student.", learner.student());
            TraceFiles.load(file, "init.teacher.", learner.teacher());
            RecordedBatches batches = new RecordedBatches(file, settings.backbone(), geometry);
            JsonNode recorded = json.get("losses");
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
            centre("final.dino_center", learner.dinoCentre().value().toDoubles());
            centre("final.ibot_center", learner.ibotCentre().value().toDoubles());
        }
        return findings;
    }

    private static String gradientPrefix(int step) {
        return "step" + step + ".grad.";
    }

    private boolean hasGradients(int step) {
        return file.tensors().keySet().stream().anyMatch(tensor -> tensor.startsWith(gradientPrefix(step)));
    }

    private Schedules.Values values(JsonNode recorded) {
        JsonNode hyper = json.get("hyper");
        return new Schedules.Values(
                recorded.get("lr").asDouble(),
                recorded.get("last_layer_lr").asDouble(),
                hyper.get("weight_decay").asDouble(),
                hyper.get("teacher_momentum").asDouble(),
                hyper.get("teacher_temp").asDouble());
    }

    private void losses(String step, StepLosses found, JsonNode recorded) {
        compare(step + " dino_local_crops_loss", found.dinoLocal(), recorded.path("dino_local_crops_loss"));
        compare(step + " dino_global_crops_loss", found.dinoGlobal(), recorded.path("dino_global_crops_loss"));
        compare(step + " koleo_loss", found.koleo(), recorded.path("koleo_loss"));
        compare(step + " ibot_loss", found.ibot(), recorded.path("ibot_loss"));
        compare(step + " labeled_loss", found.labelled(), recorded.path("labeled_loss"));
        compare(step + " labeled_ratio", found.labelledShare(), recorded.path("labeled_ratio"));
        compare(step + " labeled_acc_local", found.labelledAccuracyLocal(), recorded.path("labeled_acc_local"));
        compare(step + " labeled_acc_global", found.labelledAccuracyGlobal(), recorded.path("labeled_acc_global"));
    }

    private void norms(String step, Map<String, Double> found, JsonNode recorded) {
        found.forEach((group, norm) -> compare(
                step + " gradient norm " + group,
                norm,
                recorded.path("grad_norm").path(group)));
    }

    private void compare(String quantity, double found, JsonNode recorded) {
        if (recorded.isNumber()) {
            findings.add(new Finding(name, quantity, RelativeError.of(found, recorded.asDouble()), BOUND));
        }
    }

    /** One line for all gradients: the worst tensor, relative to its own largest value. */
    private void gradients(String quantity, String prefix, ParameterVector found) throws IOException {
        double largest = 0;
        for (Parameter parameter : found.layout().parameters()) {
            for (double value : file.doubles(prefix + parameter.name())) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        double worst = 0;
        for (Parameter parameter : found.layout().parameters()) {
            double[] expected = file.doubles(prefix + parameter.name());
            double[] values = found.of(parameter).toDoubles();
            worst = Math.max(worst, RelativeError.of(values, expected, NOISE * largest));
        }
        findings.add(new Finding(name, quantity, worst, BOUND));
    }

    /**
     * One line for all weights: the worst tensor by Euclidean norm. Key biases stand apart: they cancel in the softmax,
     * so their gradient is rounding noise, which Adam scales up to full steps on both sides.
     */
    private void weights(String quantity, String prefix, ParameterVector found) throws IOException {
        double worst = 0;
        double worstKey = 0;
        for (Parameter parameter : found.layout().parameters()) {
            double[] expected = file.doubles(prefix + parameter.name());
            double[] values = found.of(parameter).toDoubles();
            if (parameter.name().endsWith("attn.qkv.bias")) {
                worstKey = Math.max(worstKey, RelativeError.ofNorms(values, expected));
                blankKeys(values);
                blankKeys(expected);
            }
            worst = Math.max(worst, RelativeError.ofNorms(values, expected));
        }
        findings.add(new Finding(name, quantity, worst, BOUND));
        findings.add(new Finding(name, quantity + " key biases", worstKey, KEY_BIAS_BOUND));
    }

    private static void blankKeys(double[] queriesKeysValues) {
        int width = queriesKeysValues.length / 3;
        Arrays.fill(queriesKeysValues, width, 2 * width, 0);
    }

    private void centre(String tensor, double[] found) throws IOException {
        if (file.tensors().containsKey(tensor)) {
            findings.add(new Finding(name, tensor, RelativeError.of(found, file.doubles(tensor)), BOUND));
        }
    }
}
