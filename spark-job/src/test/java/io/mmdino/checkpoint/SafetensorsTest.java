package io.mmdino.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata(Map.of("iteration", "210", "note", "Grüße \"quoted\""))
                .add("z.floats", List.of(2, 3), new float[] {1, -2, Float.MIN_VALUE, Float.NaN, -0f, 3e38f})
                .add("a.doubles", List.of(2), new double[] {Math.PI, Double.MAX_VALUE})
                .add("longs", List.of(1, 2, 1), new long[] {Long.MIN_VALUE, 1L << 53 | 1})
                .add("single", List.of(), new float[] {7})
                .add("none", List.of(0, 5), new float[0]);
        try (Safetensors file = Safetensors.open(write(writer))) {
            assertThat(file.tensors().keySet()).containsExactly("z.floats", "a.doubles", "longs", "single", "none");
            assertThat(file.metadata())
                    .containsOnly(Map.entry("iteration", "210"), Map.entry("note", "Grüße \"quoted\""));
            assertThat(file.floats("z.floats")).containsExactly(1, -2, Float.MIN_VALUE, Float.NaN, -0f, 3e38f);
            assertThat(file.doubles("a.doubles")).containsExactly(Math.PI, Double.MAX_VALUE);
            assertThat(file.longs("longs")).containsExactly(Long.MIN_VALUE, 1L << 53 | 1);
            assertThat(file.floats("single")).containsExactly(7);
            assertThat(file.floats("none")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "FLOAT64"})
    void aVectorLargerThanOneChunkKeepsEveryBit(Tensor.Type type) throws IOException {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        layout.add("large", 700, 900);
        layout.add("small", 3);
        ParameterVector written = new ParameterVector(layout.build(), type);
        Random random = new Random(3);
        for (int i = 0; i < 630_000; i++) {
            written.of("large").set(i, random.nextGaussian());
        }
        written.of("small").set(2, 5);
        ParameterVector read = new ParameterVector(written.layout(), type);
        try (Safetensors file = Safetensors.open(write(new SafetensorsWriter().add("student", written)))) {
            file.into("student.large", read.of("large"));
            file.into("student.small", read.of("small"));
            assertThat(file.floats("student.large"))
                    .isEqualTo(written.of("large").toFloats());
        }
        assertThat(read.of("large").toDoubles()).isEqualTo(written.of("large").toDoubles());
        assertThat(read.of("small").toDoubles()).containsExactly(0, 0, 5);
    }

    @Test
    void equalContentMakesEqualBytesWhateverTheOrderOfTheMetadata() throws IOException {
        Map<String, String> metadata = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            metadata.put("key" + i * 7919 % 50, "v" + i * 7919 % 50);
        }
        Map<String, String> other = new HashMap<>(1024);
        metadata.keySet().stream().sorted().forEach(key -> other.put(key, metadata.get(key)));
        byte[] first = bytes(new SafetensorsWriter().metadata(metadata).add("t", List.of(2), new float[] {1, 2}));
        byte[] second = bytes(new SafetensorsWriter().metadata(other).add("t", List.of(2), new float[] {1, 2}));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void theDataBeginsAtAMultipleOfEightBytes() throws IOException {
        for (int length = 1; length < 12; length++) {
            byte[] file = bytes(new SafetensorsWriter().add("n".repeat(length), List.of(1), new float[] {1}));
            assertThat((file.length - 4) % 8).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F16, 003c, 1",
        "F16, 0180, -5.9604644775390625e-8",
        "F16, ff7b, 65504",
        "F16, 007c, Infinity",
        "F16, 0004, 6.103515625e-05",
        "F16, 017e, NaN",
        "BF16, 803f, 1",
        "BF16, 49c0, -3.140625",
        "I32, feffffff, -2",
        "U8, ff, 255",
        "BOOL, 01, 1",
        "I64, ffffffffffffffff, -1",
        "F64, 000000000000f03f, 1",
    })
    void everyElementTypeIsRead(Dtype dtype, String hex, double value) throws IOException {
        byte[] data = new byte[hex.length() / 2];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        String header = "{\"t\":{\"dtype\":\"%s\",\"shape\":[],\"data_offsets\":[0,%d]}}".formatted(dtype, data.length);
        try (Safetensors file = Safetensors.open(raw(header, data))) {
            assertThat(file.doubles("t")).containsExactly(value);
            assertThat(file.floats("t")).containsExactly((float) value);
        }
    }

    @Test
    void theRecordedFilesOfTheFormatsOwnWriterAreRead() throws IOException {
        try (Safetensors file = Safetensors.open(Golden.file("train_semi.safetensors"))) {
            assertThat(file.metadata()).containsEntry("format", "pt");
            assertThat(file.longs("step0.in.collate_cls_labels")).containsExactly(0, -1, 2, 1);
            assertThat(file.tensors().get("init.student.backbone.cls_token").shape())
                    .containsExactly(1, 1, 48);
            assertThat(file.longs("step0.in.collated_masks")).hasSize(8 * 196).containsOnly(0, 1);
        }
    }

    @Test
    void aTensorBeyondTwoGigabytesIsSteppedOver() throws IOException {
        String header = "{\"big\":{\"dtype\":\"U8\",\"shape\":[3,1073741824],\"data_offsets\":[0,3221225472]},"
                + "\"tail\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[3221225472,3221225476]}}";
        Path file = raw(header, new byte[0]);
        ByteBuffer one = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 42);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(one, channel.size() + 3221225472L); // sparse: takes no room
        }
        try (Safetensors large = Safetensors.open(file)) {
            assertThat(large.floats("tail")).containsExactly(42);
            assertThatThrownBy(() -> large.floats("big"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("3221225472 elements");
        }
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = bytes(new SafetensorsWriter()
                .metadata(Map.of("k", "v"))
                .add("a", List.of(3), new float[] {1, 2, 3})
                .add("b", List.of(2), new double[] {1, 2}));
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length)));
        }
        assertRefused(Files.write(folder.resolve("longer.safetensors"), Arrays.copyOf(whole, whole.length + 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'t':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}} | needs 4 bytes",
                "{'t':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | overlap or leave a hole",
                "{'t':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | needs 8 bytes",
                "{'t':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | negative",
                "{'t':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | VALUE_NUMBER_INT",
                "{'t':{'dtype':'F8','shape':[8],'data_offsets':[0,8]}} | F8",
                "{'t':{'dtype':'F32','shape':[2]}} | without one of",
                "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | unknown key",
                "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | wanted 2",
                "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}} | range",
                "{'t':{'dtype':'U8','shape':[4294967296],'data_offsets':[0,8]}} | 2^31",
                "{'t':{'dtype':'U8','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,8]}} | 2^63",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | overlap",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | Duplicate",
                "{'__metadata__':{'k':1}} | wanted VALUE_STRING",
                "{'t':[]} | wanted START_OBJECT",
                "{'t':null} | wanted START_OBJECT",
                "[] | wanted START_OBJECT",
                "{} | cut short or has been added to",
                "{}{} | after the header",
                "{'t':{'dtype':'F32','shape':[[[[2]]]],'data_offsets':[0,8]}} | wanted VALUE_NUMBER_INT",
            })
    void aHeaderThatContradictsItselfIsRefusedWithTheReason(String header, String reason) throws IOException {
        assertThatThrownBy(() -> Safetensors.open(raw(header.replace('\'', '"'), new byte[8]))
                        .close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("raw.safetensors")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE, 1 << 30})
    void aHeaderLengthThatCannotBeIsRefusedBeforeMemoryIsTaken(long length) throws IOException {
        byte[] file = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        assertRefused(Files.write(folder.resolve("length.safetensors"), file));
    }

    @Test
    void wholeNumbersAreNotMadeOfFractions() throws IOException {
        try (Safetensors file =
                Safetensors.open(write(new SafetensorsWriter().add("t", List.of(1), new float[] {1.5f})))) {
            assertThatThrownBy(() -> file.longs("t"))
                    .hasMessageContaining("F32")
                    .hasMessageContaining("whole numbers");
            assertThatThrownBy(() -> file.floats("u")).hasMessageContaining("no tensor named u");
        }
    }

    @Test
    void twoTensorsOfOneNameAreNotWritten() {
        SafetensorsWriter writer = new SafetensorsWriter().add("t", List.of(1), new float[1]);
        assertThatThrownBy(() -> writer.add("t", List.of(1), new float[1])).hasMessageContaining("two tensors named t");
        assertThatThrownBy(() -> writer.add("u", List.of(3), new float[1])).hasMessageContaining("1 values");
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> Safetensors.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(file.getFileName().toString());
    }

    private Path write(SafetensorsWriter writer) throws IOException {
        return Files.write(folder.resolve("written.safetensors"), bytes(writer));
    }

    private static byte[] bytes(SafetensorsWriter writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.writeTo(bytes);
        return bytes.toByteArray();
    }

    private Path raw(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json).put(data);
        return Files.write(folder.resolve("raw.safetensors"), file.array());
    }
}
