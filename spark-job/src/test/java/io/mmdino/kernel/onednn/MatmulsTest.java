package io.mmdino.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mmdino.kernel.onednn.MatmulShape.Layout;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatmulsTest {

    private static final int BATCH = 2;
    private static final int M = 3;
    private static final int N = 5;
    private static final int K = 4;
    private static final int GAP = 7;

    @BeforeEach
    void oneDnn() {
        assumeTrue(OneDnn.obstacle().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"false, false, 0", "false, true, 1", "true, false, 1", "true, true, 0"})
    void productsOfMatricesWithGapsAreThoseOfThreeLoops(boolean transposeA, boolean transposeB, float beta) {
        Layout a = layout(transposeA, transposeA ? K : M, transposeA ? M : K);
        Layout b = layout(transposeB, transposeB ? N : K, transposeB ? K : N);
        Layout c = layout(false, M, N);
        try (FloatPointer x = numbers(200, 3);
                FloatPointer y = numbers(200, 5);
                FloatPointer z = numbers(200, 11)) {
            float[] wanted = new float[200];
            z.get(wanted);
            for (int i = 0; i < BATCH; i++) {
                for (int row = 0; row < M; row++) {
                    for (int col = 0; col < N; col++) {
                        float sum = 0;
                        for (int k = 0; k < K; k++) {
                            sum += x.get(at(a, i, row, k)) * y.get(at(b, i, k, col));
                        }
                        int cell = (int) at(c, i, row, col);
                        wanted[cell] = 0.5f * sum + beta * wanted[cell];
                    }
                }
            }
            MatmulShape shape = new MatmulShape(BATCH, M, N, K, a, b, c, 0.5f, beta, false);
            new Matmuls().run(shape, x.address(), y.address(), z.address());
            float[] found = new float[200];
            z.get(found);
            assertThat(found).containsExactly(wanted, within(1e-6f));
        }
    }

    private static Layout layout(boolean transposed, int rows, int cols) {
        return Layout.of(transposed, rows * (cols + GAP), cols + GAP);
    }

    private static long at(Layout layout, int matrix, int row, int column) {
        return matrix * layout.matrix() + row * layout.row() + column * layout.column();
    }

    private static FloatPointer numbers(int count, int factor) {
        FloatPointer numbers = new FloatPointer(count);
        for (int i = 0; i < count; i++) {
            numbers.put(i, (i * factor % 17 - 8) / 8f);
        }
        return numbers;
    }

    @Test
    void whatOneDnnRefusesIsNamedWithTheShapeAndTheWayOut() {
        Layout layout = Layout.of(false, 9, 3);
        MatmulShape negative = new MatmulShape(1, -3, 3, 3, layout, layout, layout, 1, 0, false);
        Matmuls matmuls = new Matmuls();
        assertThatThrownBy(() -> matmuls.run(negative, 0, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "oneDNN's memory description failed",
                        "matrix product [-3, 3] x [3, 3], 1 times, in float32",
                        "invalid arguments",
                        "-Dmmdino.products=openblas");
    }

    @Test
    void everyCodeButSuccessIsAnError() {
        assertThatCode(() -> Status.check(dnnl.dnnl_success, "matmul", "product"))
                .doesNotThrowAnyException();
        refused(dnnl.dnnl_out_of_memory, "out of memory");
        refused(dnnl.dnnl_unimplemented, "not implemented for these sizes");
        refused(dnnl.dnnl_runtime_error, "status " + dnnl.dnnl_runtime_error);
    }

    private static void refused(int status, String says) {
        assertThatThrownBy(() -> Status.check(status, "matmul", "product"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("oneDNN's matmul failed for the product", says);
    }
}
