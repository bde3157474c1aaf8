package io.mmdino.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.checkpoint.TensorSource.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCheckpointTest {

    @TempDir
    Path folder;

    @Test
    void aPlainDinov2CheckpointHoldsTheRecordedTensors() throws IOException {
        try (TorchCheckpoint torch = TorchCheckpoint.open(Golden.file("dinov2_plain_pretrain.pth"));
                Safetensors expected = Safetensors.open(Golden.file("dinov2_plain_pretrain.expected.safetensors"))) {
            assertThat(torch.tensors()).isEqualTo(expected.tensors());
            for (String name : torch.tensors().keySet()) {
                assertThat(torch.floats(name)).as(name).isEqualTo(expected.floats(name));
            }
        }
    }

    @Test
    void aNestedTeacherInFloat16HoldsTheRecordedTensors() throws IOException {
        try (TorchCheckpoint torch = TorchCheckpoint.open(Golden.file("dinov2_teacher_nested_fp16.pth"));
                Safetensors expected = Safetensors.open(Golden.file("dinov2_plain_pretrain.expected.safetensors"))) {
            assertThat(torch.tensors()).hasSameSizeAs(expected.tensors());
            for (Map.Entry<String, TensorInfo> tensor : expected.tensors().entrySet()) {
                String name = "teacher.backbone." + tensor.getKey();
                assertThat(torch.tensors().get(name).shape())
                        .isEqualTo(tensor.getValue().shape());
                float[] values = torch.floats(name);
                float[] wanted = expected.floats(tensor.getKey());
                for (int i = 0; i < wanted.length; i++) {
                    assertThat(values[i]).isCloseTo(wanted[i], within(Math.abs(wanted[i]) / 2048 + 6e-8f));
                }
            }
        }
    }

    @Test
    void viewsAreReadThroughTheirStridesAndOffsets() throws IOException {
        try (TorchCheckpoint torch = TorchCheckpoint.open(Golden.torch("torch_views.pth"))) {
            assertThat(torch.tensors().get("model.transposed").shape()).containsExactly(6, 4);
            assertThat(torch.floats("model.transposed"))
                    .startsWith(0, 6, 12, 18, 1, 7)
                    .endsWith(17, 23);
            assertThat(torch.floats("model.shared")).containsExactly(1, 7, 13, 19);
            assertThat(torch.floats("model.stepped")).containsExactly(1, 3, 5, 13, 15, 17);
            assertThat(torch.floats("model.offset_bfloat16")).containsExactly(5, 6, 7, 8, 9, 10);
            assertThat(torch.floats("model.long")).containsExactly(0, 1e6f, 2e6f);
            assertThat(torch.floats("model.bool")).containsExactly(1, 0, 1);
            assertThat(torch.floats("model.byte")).containsExactly(0, 128, 255);
            assertThat(torch.floats("model.scalar")).containsExactly(2.5f);
            assertThat(torch.floats("model.empty")).isEmpty();
            assertThat(torch.floats("model.parameter")).hasSize(6).containsOnly(0.5f);
            assertThat(torch.tensors()).hasSize(10);
        }
    }

    @Test
    void aTensorThatIsNotThereIsNamed() throws IOException {
        try (TorchCheckpoint torch = TorchCheckpoint.open(Golden.torch("torch_views.pth"))) {
            assertThatThrownBy(() -> torch.floats("model.absent"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("torch_views.pth has no tensor named model.absent");
        }
    }

    @Test
    void anObjectOfAnotherClassIsRefusedWithItsName() {
        assertRefused(Golden.torch("torch_namespace.pth"), "argparse.Namespace", "torch.save");
    }

    @Test
    void aViewLargerThanItsStorageIsRefused() {
        assertRefused(Golden.torch("torch_expanded.pth"), "expanded", "1 elements");
    }

    @Test
    void theFormatBeforePyTorch16IsRefused() {
        assertRefused(Golden.torch("torch_legacy.pth"), "torch_legacy.pth", "1.6");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertRefused(folder.resolve("none.pth"), "none.pth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(X\u0004\0\0\0echotR.", // the classic attack
                "cbuiltins\neval\n)R.",
                "cjava.lang\nRuntime\n)R.",
                "ccollections\nOrderedDict\n(X\u0001\0\0\0atR.", // a known class with values it is never given
                "ctorch._utils\n_rebuild_tensor_v2\n)R.",
                "ctorch\nFloatStorage\n)R.",
                "(ctorch\nFloatStorage\ntQ.",
                "X\u00ff\u00ff\u00ff\u007fa.", // a text of 2 GB
                "T\u00ff\u00ff\u00ff\u007fa.",
                "B\u00ff\u00ff\u00ff\u007fa.",
                "}](\u0068\u0001u.",
                "}]K\u0001s.", // a list as a key
                "}q\0X\u0001\0\0\0ah\0s.", // a dictionary inside itself
                "}b.", // nothing to pop
                "u.",
                "R.",
                "",
                "\u0080\u0063.",
            })
    void aPickleThatIsNotOneOfTensorsIsRefused(String pickle) throws IOException {
        assertRefused(zip("x/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1)), "x.pth");
    }

    @Test
    void aPickleBeyondTheBoundIsRefusedBeforeItIsRead() throws IOException {
        byte[] long_ = new byte[(4 << 20) + 1];
        Arrays.fill(long_, (byte) '}');
        assertRefused(zip("x/data.pkl", long_), "4194304");
    }

    @Test
    void dictionariesSharedManyTimesOverAreRefusedInBoundedTime() throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes("}q\0".getBytes(StandardCharsets.ISO_8859_1));
        for (int level = 1; level < 8; level++) {
            pickle.writeBytes(new byte[] {'}', '('});
            for (int key = 0; key < 200; key++) {
                pickle.writeBytes(new byte[] {'K', (byte) key, 'h', (byte) (level - 1)});
            }
            pickle.writeBytes(new byte[] {'u', 'q', (byte) level});
        }
        pickle.write('.');
        assertRefused(zip("x/data.pkl", pickle.toByteArray()), "100000");
    }

    @Test
    void aZipWithoutAPickleIsRefused() throws IOException {
        assertRefused(zip("x/other", new byte[3]), "data.pkl");
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(Golden.torch("torch_views.pth"));
        for (int length = 0; length < whole.length; length += 97) {
            assertRefused(Files.write(folder.resolve("cut.pth"), Arrays.copyOf(whole, length)), "cut.pth");
        }
    }

    @Test
    void aFileWithFlippedBytesIsReadOrRefusedButNothingElse() throws IOException {
        byte[] whole = Files.readAllBytes(Golden.torch("torch_views.pth"));
        Random random = new Random(5);
        for (int trial = 0; trial < 300; trial++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 1 + trial % 4; i++) {
                damaged[random.nextInt(whole.length)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("flipped.pth"), damaged);
            try (TorchCheckpoint torch = TorchCheckpoint.open(file)) {
                for (String name : torch.tensors().keySet()) {
                    torch.floats(name);
                }
            } catch (CheckpointException e) {
                assertThat(e.getMessage()).contains("flipped.pth");
            }
        }
    }

    private Path zip(String name, byte[] content) throws IOException {
        Path file = folder.resolve("x.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            ZipEntry entry = new ZipEntry(name);
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
        }
        return file;
    }

    private static void assertRefused(Path file, String... reasons) {
        assertThatThrownBy(() -> TorchCheckpoint.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .message()
                .contains(List.of(reasons));
    }
}
