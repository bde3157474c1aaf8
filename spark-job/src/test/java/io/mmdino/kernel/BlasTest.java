package io.mmdino.kernel;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasTest {

    private static final int M = 5;
    private static final int N = 7;
    private static final int K = 4;

    @ParameterizedTest
    @CsvSource({
        "FLOAT32, false, false", "FLOAT32, false, true", "FLOAT32, true, false", "FLOAT32, true, true",
        "FLOAT64, false, false", "FLOAT64, false, true", "FLOAT64, true, false", "FLOAT64, true, true"
    })
    void aProductOfStridedMatricesIsThatOfThreeLoops(Tensor.Type type, boolean transposeA, boolean transposeB) {
        RandomTensors random = new RandomTensors(Backends.scalar(type), 1);
        Matrices a = strided(random.normal(20, 11), transposeA ? K : M, transposeA ? M : K);
        Matrices b = strided(random.normal(20, 11), transposeB ? N : K, transposeB ? K : N);
        Matrices c = strided(random.normal(20, 11), M, N);
        double[] wanted = c.tensor().toDoubles();
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < N; j++) {
                double sum = 0;
                for (int k = 0; k < K; k++) {
                    sum += (transposeA ? at(a, k, i) : at(a, i, k)) * (transposeB ? at(b, j, k) : at(b, k, j));
                }
                wanted[3 + i * 11 + j] = 0.5 * sum - 2 * at(c, i, j);
            }
        }
        Blas.gemm(transposeA, transposeB, 0.5, a, b, -2, c);
        RandomTensors.assertClose("c", c.tensor().toDoubles(), wanted, type == Tensor.Type.FLOAT32 ? 1e-6 : 1e-14);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32", "FLOAT64"})
    void whatTheTargetHeldIsNotReadWithBetaZero(Tensor.Type type) {
        RandomTensors random = new RandomTensors(Backends.scalar(type), 2);
        Tensor a = random.normal(3, 4);
        Tensor b = random.normal(4, 2);
        Tensor c = random.normal(3, 2);
        Tensor wanted = random.normal(3, 2);
        Blas.gemm(false, false, 1, Matrices.of(a), Matrices.of(b), 0, Matrices.of(wanted));
        for (int i = 0; i < c.length(); i++) {
            c.set(i, Double.NaN);
        }
        Blas.gemm(false, false, 1, Matrices.of(a), Matrices.of(b), 0, Matrices.of(c));
        RandomTensors.assertClose("c", c.toDoubles(), wanted.toDoubles(), 0);
    }

    private static Matrices strided(Tensor tensor, int rows, int cols) {
        return Matrices.one(tensor, 3, rows, cols, tensor.cols());
    }

    private static double at(Matrices matrix, int row, int col) {
        return matrix.tensor().get(matrix.offset() + (long) row * matrix.stride() + col);
    }
}
