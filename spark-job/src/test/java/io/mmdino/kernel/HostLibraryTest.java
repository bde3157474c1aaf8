package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mmdino.kernel.onednn.OneDnn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostLibraryTest {

    private static final int LANES = 4;

    private final String before = System.getProperty(HostLibrary.PROPERTY, "auto");

    @AfterEach
    void restore() {
        System.setProperty(HostLibrary.PROPERTY, before);
    }

    @Test
    void openBlasIsTakenWhereThePropertyNamesIt() {
        System.setProperty(HostLibrary.PROPERTY, "openblas");
        assertThat(HostLibrary.here()).isEqualTo(HostLibrary.OPENBLAS);
    }

    @Test
    void oneDnnIsTakenWhereItCanBeUsed() {
        System.setProperty(HostLibrary.PROPERTY, "auto");
        HostLibrary wanted = OneDnn.obstacle().isEmpty() ? HostLibrary.ONEDNN : HostLibrary.OPENBLAS;
        assertThat(HostLibrary.here()).isEqualTo(wanted);
    }

    @Test
    void anUnknownLibraryIsRefused() {
        System.setProperty(HostLibrary.PROPERTY, "mkl");
        assertThatThrownBy(HostLibrary::here)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no library for products is named 'mkl', wanted one of openblas, onednn");
    }

    @Test
    void productsOnManyThreadsStartNoThreadsOfTheirOwn() throws IOException {
        Path tasks = Path.of("/proc/self/task");
        assumeTrue(Files.isDirectory(tasks), "a list of this process's threads");
        assumeTrue(OneDnn.obstacle().isEmpty(), "oneDNN");
        Kernels kernels = Backends.vector(Precision.FLOAT32, HostLibrary.ONEDNN);
        Tensor x = kernels.zeros(512, 384);
        Tensor w = kernels.zeros(384, 384);
        List<Tensor> y =
                Stream.generate(() -> kernels.zeros(512, 384)).limit(LANES).toList();
        try (Lanes lanes = new Lanes(LANES)) {
            lanes.run(lane -> {
                Thread.currentThread().setName("product-" + lane);
                kernels.product(x, w, y.get(lane));
            });
            // a native thread bears the name of the one that started it
            assertThat(named(tasks, "product-")).isBetween(1L, (long) LANES);
        }
    }

    private static long named(Path tasks, String prefix) throws IOException {
        try (Stream<Path> all = Files.list(tasks)) {
            return all.filter(task -> name(task).startsWith(prefix)).count();
        }
    }

    /** The name of a thread; empty when it has ended since it was listed. */
    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 17, 31, 33, 197, 300, 2500})
    void productsOfAnyNumberOfRowsAreThoseOfOpenBlasWhateverBlocksTheyAreCutInto(int rows) {
        assumeTrue(OneDnn.obstacle().isEmpty());
        Kernels wanted = Backends.vector(Precision.FLOAT32, HostLibrary.OPENBLAS);
        Kernels found = Backends.vector(Precision.FLOAT32, HostLibrary.ONEDNN);
        RandomTensors.Operation layer = (k, t, d) -> {
            Tensor x = t.normal(rows, d);
            Tensor w = t.normal(24, d);
            k.linear(x, w, t.normal(1, 24), t.normal(rows, 24));
            k.productBackward(t.normal(rows, 24), x, w, t.normal(rows, d), t.normal(24, d));
            k.gemm(true, false, 0.5, t.normal(rows, 24), x, 0, t.normal(24, d));
        };
        RandomTensors expected = new RandomTensors(wanted, 3);
        layer.run(wanted, expected, 40);
        RandomTensors computed = new RandomTensors(found, 3);
        layer.run(found, computed, 40);
        RandomTensors.assertClose("all tensors", computed.values(), expected.values(), 1e-5);
    }

    /** A product of one row that adds to old values once damaged the heap, which showed at a later allocation. */
    @Test
    void productsOfOneRowOrColumnThatAddLeaveTheHeapWhole() {
        assumeTrue(OneDnn.obstacle().isEmpty());
        for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
            Kernels k = Backends.vector(precision, HostLibrary.ONEDNN);
            for (int width : new int[] {24, 384, 1536, 2048}) {
                Tensor x = k.zeros(1, width);
                Tensor w = k.zeros(width, width);
                Tensor y = k.zeros(1, width);
                k.gemm(false, true, 1, x, w, 1, y);
                k.linear(x, w, y, k.zeros(1, width));
                k.gemm(false, true, 1, w, x, 1, k.zeros(width, 1));
                for (long size = 64; size <= 1 << 20; size *= 2) {
                    Pointer.free(Pointer.malloc(size)); // glibc checks the neighbours of what it gives and takes
                }
            }
        }
    }
}
