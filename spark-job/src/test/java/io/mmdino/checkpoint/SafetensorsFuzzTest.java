package io.mmdino.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.mmdino.checkpoint.TensorSource.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whole files with bytes changed, cut out or put in are read or refused with a {@link CheckpointException}, in little memory. */
class SafetensorsFuzzTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The file is shorter than 1 KiB; buffers of the JSON parser and of one tensor are what is taken. */
    private static final long MOST_BYTES = 4 << 20;

    /** The length of the header and its first tensor's entry: where changes reach furthest. */
    private static final int HEAD = 120;

    private static Path folder;
    private static byte[] whole;

    @BeforeContainer
    static void aFile() throws IOException {
        folder = Files.createTempDirectory("safetensors-fuzz");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new SafetensorsWriter()
                .metadata(Map.of("iteration", "210"))
                .add("floats", List.of(4, 6), new float[24])
                .add("doubles", List.of(3), new double[] {1, 2, 3})
                .add("longs", List.of(2, 2), new long[] {4, 5, 6, 7})
                .writeTo(bytes);
        whole = bytes.toByteArray();
    }

    @AfterContainer
    static void isRemoved() throws IOException {
        Files.deleteIfExists(folder.resolve("mutated.safetensors"));
        Files.delete(folder);
    }

    @Property(tries = 1500, seed = "44", shrinking = ShrinkingMode.OFF)
    void aMutatedFileIsReadOrRefused(@ForAll long seed) throws IOException {
        Path file = Files.write(folder.resolve("mutated.safetensors"), mutate(new Random(seed)));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (Safetensors opened = Safetensors.open(file)) {
            for (Map.Entry<String, TensorInfo> tensor : opened.tensors().entrySet()) {
                assertThat(opened.floats(tensor.getKey()))
                        .hasSize((int) tensor.getValue().elements());
            }
        } catch (CheckpointException refused) {
            assertThat(refused.getMessage()).contains("mutated.safetensors");
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
    }

    private static byte[] mutate(Random random) {
        byte[] mutated = whole.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(Math.min(mutated.length, random.nextBoolean() ? HEAD : mutated.length));
            switch (random.nextInt(6)) {
                case 0 -> mutated = Arrays.copyOf(mutated, Math.max(1, at));
                case 1 -> mutated = Arrays.copyOf(mutated, mutated.length + 1 + random.nextInt(9));
                case 2 -> mutated[at] = (byte) random.nextInt();
                case 3 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 4 -> mutated[at] = (byte) ('0' + random.nextInt(10));
                default -> mutated[random.nextInt(Math.min(8, mutated.length))] = (byte) random.nextInt();
            }
        }
        return mutated;
    }
}
