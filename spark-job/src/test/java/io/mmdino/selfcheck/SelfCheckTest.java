package io.mmdino.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfCheckTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar", "nd4j"})
    void everyRecordedQuantityIsWithinItsBound(String kernels) throws IOException {
        Traces traces = Traces.in(GoldenFolder.copy(folder));

        List<SelfCheck.Result> results = check(traces, kernels);

        assertThat(results).filteredOn(result -> !result.holds()).isEmpty();
        assertThat(results)
                .extracting(SelfCheck.Result::trace)
                .contains(
                        "train_semi",
                        "train_unlabelled",
                        "train_ssl_separate_head",
                        "backbone_518",
                        "backbone_three_sequences",
                        "backbone_swiglu",
                        "losses_and_schedules",
                        "evaluation",
                        "imaging/imaging",
                        "dinov2_plain_pretrain",
                        "dinov2_teacher_nested_fp16");
        assertThat(results).hasSizeGreaterThan(220);
        assertThat(traces.others()).isEmpty();
    }

    @Test
    void stepsInBfloat16AreWithinItsWiderBounds() throws IOException {
        Traces traces = Traces.in(GoldenFolder.copy(folder, "train_ssl"));
        List<SelfCheck.Result> results = new ArrayList<>();
        try (Lanes lanes = new Lanes(2)) {
            new SelfCheck(List.of(KernelChoice.kernels("vector", "bfloat16")), lanes).replay(traces, results::add);
        }

        assertThat(results).filteredOn(result -> !result.holds()).isEmpty();
        assertThat(results).filteredOn(result -> result.error() > 1e-4).isNotEmpty(); // else nothing was rounded
        assertThat(results).extracting(SelfCheck.Result::quantity).contains("step 0 gradients", "step 0 ibot_loss");
    }

    @Test
    void gradientsAreCheckedForEveryKindOfParameter() {
        List<SelfCheck.Result> results = new ArrayList<>();
        try (Lanes lanes = new Lanes(2)) {
            FiniteDifference.runAll(lanes, results::add);
        }

        assertThat(results).allMatch(SelfCheck.Result::holds);
        assertThat(results)
                .extracting(SelfCheck.Result::quantity)
                .contains(
                        "backbone.register_tokens",
                        "backbone.mask_token",
                        "backbone.mri_seq_embed",
                        "backbone.pos_embed",
                        "backbone.blocks.mlp.w12",
                        "backbone.blocks.mlp.fc1",
                        "ibot_head.last_layer",
                        "classifier");
    }

    @ParameterizedTest
    @CsvSource({
        "losses_and_schedules, koleo.grad, 0.001, koleo.grad",
        "losses_and_schedules, sinkhorn.out, 0.001, sinkhorn.out",
        "losses_and_schedules, dino.loss, 0.01, dino.loss",
        "losses_and_schedules, schedule.wd, 1e-9, schedule.wd",
        "evaluation, c2.coef, 0.01, coefficients at C 1.0e+00",
        "evaluation, c2.metrics, 1e-6, mcc at C 1.0e+00",
        "train_unlabelled, final.student.dino_head.mlp.0.weight, 0.1, final student",
        "train_unlabelled, step0.grad.backbone.norm.weight, 1, step 0 gradients",
        "backbone_518, all.patch, 0.01, all.patch",
    })
    void oneChangedNumberIsOut(String trace, String tensor, double by, String quantity) throws IOException {
        Path file = GoldenFolder.copy(folder, trace).resolve(trace + ".safetensors");
        GoldenFolder.nudge(file, tensor, 0, by);

        assertThat(check(Traces.in(folder), "scalar"))
                .filteredOn(result -> !result.holds())
                .extracting(SelfCheck.Result::quantity)
                .containsExactly(quantity);
    }

    @ParameterizedTest
    @CsvSource({
        "float32_oblique.data, 0.01, float32_oblique voxels",
        "float32_oblique.ras.affine, 2e-5, float32_oblique.ras affine",
        "int16_be_LPS.iso1_linear.data, 1, int16_be_LPS.iso1_linear voxels",
        "slice.axis1.scaled, 0.001, slice.axis1.scaled",
        "resize.96x96_to_98.bicubic_antialias, 0.001, resize.96x96_to_98.bicubic_antialias",
    })
    void oneChangedImagingNumberIsOut(String tensor, double by, String quantity) throws IOException {
        GoldenFolder.nudge(GoldenFolder.copyImaging(folder).resolve("imaging.expected.safetensors"), tensor, 0, by);

        assertThat(check(Traces.in(folder), "scalar"))
                .filteredOn(result -> !result.holds())
                .extracting(SelfCheck.Result::quantity)
                .containsExactly(quantity);
    }

    @Test
    void aCheckpointWithAnotherWeightIsOut() throws IOException {
        GoldenFolder.copy(folder, "dinov2");
        GoldenFolder.nudge(folder.resolve("dinov2_plain_pretrain.expected.safetensors"), "norm.weight", 3, 0.1);

        assertThat(check(Traces.in(folder), "scalar"))
                .filteredOn(result -> !result.holds())
                .extracting(SelfCheck.Result::trace)
                .containsExactly("dinov2_plain_pretrain", "dinov2_teacher_nested_fp16");
    }

    @Test
    void aTraceThatIsCutShortIsOutAndTheOthersAreReplayed() throws IOException {
        GoldenFolder.copy(folder, "losses");
        Path broken = folder.resolve("cut.safetensors");
        byte[] whole = Files.readAllBytes(folder.resolve("losses_and_schedules.safetensors"));
        Files.write(broken, Arrays.copyOf(whole, whole.length - 100));

        List<SelfCheck.Result> results = check(Traces.in(folder), "scalar");

        assertThat(results)
                .filteredOn(result -> !result.holds())
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.trace()).isEqualTo("cut");
                    assertThat(result.reason()).contains("cut.safetensors is not a whole safetensors file");
                });
        assertThat(results)
                .filteredOn(result -> result.trace().equals("losses_and_schedules"))
                .hasSize(11);
    }

    @Test
    void aTraceWithoutItsConfigurationOrATensorIsOutWithTheReason() throws IOException {
        GoldenFolder.copy(folder, "losses");
        GoldenFolder.copy(folder, "train_unlabelled");
        GoldenFolder.drop(folder.resolve("losses_and_schedules.safetensors"), "koleo.in");
        Files.delete(folder.resolve("train_unlabelled.json"));

        assertThat(check(Traces.in(folder), "scalar"))
                .filteredOn(result -> !result.holds())
                .extracting(SelfCheck.Result::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("no tensor named koleo.in"),
                        reason -> assertThat(reason).isEqualTo("no readable train_unlabelled.json beside the tensors"));
    }

    @Test
    void anImageThatIsMissingOrDamagedIsOutAndTheOthersAreCompared() throws IOException {
        GoldenFolder.copyImaging(folder);
        Files.delete(folder.resolve("uint8_RAS.nii"));
        Files.write(folder.resolve("float64_SLA.nii.gz"), new byte[20]);

        List<SelfCheck.Result> results = check(Traces.in(folder), "scalar");

        assertThat(results)
                .filteredOn(result -> !result.holds())
                .extracting(SelfCheck.Result::quantity)
                .containsExactlyInAnyOrder("uint8_RAS", "float64_SLA");
        assertThat(results).extracting(SelfCheck.Result::quantity).contains("float32_oblique voxels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed_dim", "depth", "head_hidden_dim", "global_crops_size", "img_size", "num_heads"})
    void aConfigurationOfAbsurdSizeIsOut(String key) throws IOException {
        Path json = GoldenFolder.copy(folder, "train_unlabelled").resolve("train_unlabelled.json");
        String text = Files.readString(json);
        Files.writeString(json, text.replaceFirst("\"" + key + "\": \\d+", "\"" + key + "\": 1999999999"));

        assertThat(check(Traces.in(folder), "scalar")).singleElement().satisfies(result -> assertThat(result.reason())
                .isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"losses_and_schedules.safetensors", "evaluation.safetensors", "dinov2_plain_pretrain.pth"})
    void randomDamageNeverEscapes(String name) throws IOException {
        Path file =
                GoldenFolder.copy(folder, name.substring(0, name.indexOf('.'))).resolve(name);
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 60; trial++) {
            byte[] damaged = whole.clone();
            for (int flip = 0; flip < 3; flip++) {
                damaged[random.nextInt(2000)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            assertThatCode(() -> check(Traces.in(folder), "scalar")).doesNotThrowAnyException();
        }
    }

    private static List<SelfCheck.Result> check(Traces traces, String kernels) {
        List<SelfCheck.Result> results = new ArrayList<>();
        try (Lanes lanes = new Lanes(2)) {
            new SelfCheck(List.of(KernelChoice.kernels(kernels)), lanes).replay(traces, results::add);
        }
        return results;
    }
}
