package io.mmdino.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.checkpoint.TensorSource.TensorInfo;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedBackboneTest {

    private static final String SEQUENCES = "backbone.mri_seq_embed.weight";

    @TempDir
    Path folder;

    @Test
    void plainDinov2WeightsAreTakenAndSequenceEmbeddingsAndHeadsKept() throws IOException {
        ParameterVector model = model();
        PretrainedBackbone result = PretrainedBackbone.load(Golden.file("dinov2_plain_pretrain.pth"), model);
        assertThat(result.kept()).containsExactly(SEQUENCES);
        assertThat(result.loaded()).hasSize(model.layout().parameters().size() - 2);
        assertThat(model.of(SEQUENCES).toFloats()).containsOnly(9);
        assertThat(model.of("dino_head.mlp.0.bias").toFloats()).containsOnly(9);
        assertHoldsRecordedWeights(model, 0);
    }

    @Test
    void aNestedTeacherInFloat16IsTheSameBackbone() throws IOException {
        ParameterVector model = model();
        PretrainedBackbone.load(Golden.file("dinov2_teacher_nested_fp16.pth"), model);
        assertHoldsRecordedWeights(model, 1e-3);
    }

    @Test
    void safetensorsOfPlainNamesAreTaken() throws IOException {
        ParameterVector model = model();
        PretrainedBackbone.load(Golden.file("dinov2_plain_pretrain.expected.safetensors"), model);
        assertHoldsRecordedWeights(model, 0);
    }

    @Test
    void theTeacherOfACheckpointOfThisProgramIsTakenWithItsSequenceEmbeddings() throws IOException {
        ParameterVector teacher = filled(layout(36, 1370), 3);
        ParameterVector student = filled(teacher.layout(), 4);
        Path run = folder.resolve("run");
        Path file = new CheckpointStore(run)
                .saveBest(new Snapshot(
                        Map.of("teacher", teacher, "student", student, "adam_m", student),
                        Map.of("centre.dino", new float[3]),
                        Map.of()));
        ParameterVector model = filled(teacher.layout(), 9);
        PretrainedBackbone result = PretrainedBackbone.load(file, model);
        assertThat(result.kept()).isEmpty();
        assertThat(model.of(SEQUENCES).toFloats()).containsOnly(3);
        assertThat(model.of("backbone.norm.bias").toFloats()).containsOnly(3);
        assertThat(model.of("dino_head.mlp.0.bias").toFloats()).containsOnly(9);
    }

    @Test
    void blocksGroupedForShardingAndModulePrefixesAreUnderstood() throws IOException {
        Map<String, String> renamed = Map.of("blocks.0.", "blocks.0.0.", "blocks.1.", "blocks.1.1.");
        ParameterVector model = model();
        PretrainedBackbone.load(
                rewritten(name -> "teacher.module.backbone."
                        + renamed.entrySet().stream()
                                .reduce(name, (n, r) -> n.replace(r.getKey(), r.getValue()), (a, b) -> b)),
                model);
        assertHoldsRecordedWeights(model, 0);
    }

    @Test
    void aBackboneWithRegistersIsTakenByAModelWithRegistersOnly() throws IOException {
        Path file = Golden.torch("torch_registers.pth");
        ParameterLayout.Builder registers = builder(6, 5);
        registers.add("backbone.register_tokens", 1, 4, 6);
        ParameterLayout withRegisters = registers.build();
        ParameterVector model = filled(withRegisters, 9);
        PretrainedBackbone.load(file, model);
        assertThat(model.of("backbone.register_tokens").toFloats()).hasSize(24).containsOnly(3);
        assertThat(model.of("backbone.blocks.1.ls2.gamma").toFloats()).containsOnly(34);
        assertThatThrownBy(() -> PretrainedBackbone.load(file, filled(layout(6, 5), 9)))
                .hasMessageContaining("1 unexpected: register_tokens");
    }

    @Test
    void positionsOfAnotherGridAreRefusedWithBothGrids() {
        ParameterVector model = filled(layout(36, 170), 9);
        assertThatThrownBy(() -> PretrainedBackbone.load(Golden.file("dinov2_plain_pretrain.pth"), model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("pos_embed is [1, 1370, 36], wanted [1, 170, 36]")
                .hasMessageContaining("37 x 37")
                .hasMessageContaining("13 x 13");
        assertThat(model.of("backbone.cls_token").toFloats()).containsOnly(9);
    }

    @Test
    void anotherArchitectureIsRefusedWithEveryKindOfDifferenceInOneMessage() {
        ParameterLayout.Builder other = new ParameterLayout.Builder();
        other.add("backbone.cls_token", 1, 1, 48);
        other.add("backbone.register_tokens", 1, 4, 48);
        ParameterVector model = new ParameterVector(other.build(), Tensor.Type.FLOAT32);
        assertThatThrownBy(() -> PretrainedBackbone.load(Golden.file("dinov2_plain_pretrain.pth"), model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("1 missing: register_tokens")
                .hasMessageContaining("34 unexpected: blocks.0.attn.proj.bias")
                .hasMessageContaining("and 26 more")
                .hasMessageContaining("cls_token is [1, 1, 36], wanted [1, 1, 48]");
    }

    @Test
    void twoNamesForOneParameterAreRefused() throws IOException {
        Path file = write(new SafetensorsWriter()
                .add("backbone.norm.bias", List.of(1), new float[1])
                .add("module.norm.bias", List.of(1), new float[1]));
        assertThatThrownBy(() -> PretrainedBackbone.load(file, model()))
                .hasMessageContaining("two tensors for norm.bias");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> PretrainedBackbone.load(folder.resolve("none.pth"), model()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("none.pth");
    }

    private static void assertHoldsRecordedWeights(ParameterVector model, double tolerance) throws IOException {
        try (Safetensors expected = Safetensors.open(Golden.file("dinov2_plain_pretrain.expected.safetensors"))) {
            for (String name : expected.tensors().keySet()) {
                float[] wanted = expected.floats(name);
                float[] found = model.of("backbone." + name).toFloats();
                assertThat(found).hasSameSizeAs(wanted);
                for (int i = 0; i < wanted.length; i++) {
                    assertThat((double) found[i])
                            .as(name)
                            .isCloseTo(wanted[i], within(tolerance * (Math.abs(wanted[i]) + 1e-4)));
                }
            }
        }
    }

    private Path rewritten(Function<String, String> rename) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        try (Safetensors source = Safetensors.open(Golden.file("dinov2_plain_pretrain.expected.safetensors"))) {
            for (Map.Entry<String, TensorInfo> tensor : source.tensors().entrySet()) {
                writer.add(rename.apply(tensor.getKey()), tensor.getValue().shape(), source.floats(tensor.getKey()));
            }
        }
        return write(writer);
    }

    private Path write(SafetensorsWriter writer) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        try (OutputStream out = Files.newOutputStream(file)) {
            writer.writeTo(out);
        }
        return file;
    }

    private static ParameterVector model() {
        return filled(layout(36, 1370), 9);
    }

    private static ParameterVector filled(ParameterLayout layout, float value) {
        ParameterVector vector = new ParameterVector(layout, Tensor.Type.FLOAT32);
        layout.parameters().forEach(p -> {
            for (long i = 0; i < p.length(); i++) {
                vector.of(p).set(i, value);
            }
        });
        return vector;
    }

    private static ParameterLayout layout(int width, int positions) {
        return builder(width, positions).build();
    }

    private static ParameterLayout.Builder builder(int width, int positions) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        layout.add("backbone.cls_token", 1, 1, width);
        layout.add("backbone.pos_embed", 1, positions, width);
        layout.add("backbone.mask_token", 1, width);
        layout.add("backbone.patch_embed.proj.weight", width, 3, 14, 14);
        layout.add("backbone.patch_embed.proj.bias", width);
        for (int block = 0; block < 2; block++) {
            addBlock(layout, "backbone.blocks." + block + ".", width);
        }
        layout.add("backbone.norm.weight", width);
        layout.add("backbone.norm.bias", width);
        layout.add(SEQUENCES, 4, width);
        layout.add("dino_head.mlp.0.bias", 24);
        return layout;
    }

    private static void addBlock(ParameterLayout.Builder layout, String prefix, int width) {
        layout.add(prefix + "norm1.weight", width);
        layout.add(prefix + "norm1.bias", width);
        layout.add(prefix + "attn.qkv.weight", 3 * width, width);
        layout.add(prefix + "attn.qkv.bias", 3 * width);
        layout.add(prefix + "attn.proj.weight", width, width);
        layout.add(prefix + "attn.proj.bias", width);
        layout.add(prefix + "ls1.gamma", width);
        layout.add(prefix + "norm2.weight", width);
        layout.add(prefix + "norm2.bias", width);
        layout.add(prefix + "mlp.fc1.weight", 4 * width, width);
        layout.add(prefix + "mlp.fc1.bias", 4 * width);
        layout.add(prefix + "mlp.fc2.weight", width, 4 * width);
        layout.add(prefix + "mlp.fc2.bias", width);
        layout.add(prefix + "ls2.gamma", width);
    }
}
