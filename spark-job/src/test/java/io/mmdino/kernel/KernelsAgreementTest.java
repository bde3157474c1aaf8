package io.mmdino.kernel;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation of the fast kernels, at widths with and without a rest, against the judge in float64. */
class KernelsAgreementTest {

    private static final int[] WIDTHS = {1, 3, 5, 16, 17, 36, 48, 196, 384};
    private static final double SINGLE = 3e-6;
    private static final double TWICE = 1e-12;

    @TestFactory
    Stream<DynamicTest> vectorKernelsAgreeWithTheJudge() {
        return agree(new VectorKernels(), SINGLE);
    }

    @TestFactory
    Stream<DynamicTest> nd4jKernelsAgreeWithTheJudge() {
        return agree(new Nd4jKernels(Tensor.Type.FLOAT32), SINGLE);
    }

    @TestFactory
    Stream<DynamicTest> nd4jKernelsInFloat64AgreeWithTheJudge() {
        return agree(new Nd4jKernels(Tensor.Type.FLOAT64), TWICE);
    }

    @TestFactory
    Stream<DynamicTest> scalarKernelsInFloat32AgreeWithTheJudge() {
        return agree(new ScalarKernels(Tensor.Type.FLOAT32), SINGLE);
    }

    private static Stream<DynamicTest> agree(Kernels kernels, double tolerance) {
        return Operations.all().entrySet().stream().flatMap(operation -> IntStream.of(WIDTHS)
                .mapToObj(width -> DynamicTest.dynamicTest(
                        operation.getKey() + ", width " + width,
                        () -> Trial.agree(kernels, operation.getValue(), width, tolerance))));
    }
}
