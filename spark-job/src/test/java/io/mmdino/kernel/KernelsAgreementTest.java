package io.mmdino.kernel;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation of the fast kernels, at widths with and without a rest, against the judge in float64. */
class KernelsAgreementTest {

    private static final int[] WIDTHS = {1, 3, 5, 16, 17, 36, 48, 196, 384};
    private static final double TOLERANCE = 5e-6;

    @TestFactory
    Stream<DynamicTest> vectorKernelsAgreeWithTheJudge() {
        return agree(new VectorKernels());
    }

    @TestFactory
    Stream<DynamicTest> scalarKernelsInFloat32AgreeWithTheJudge() {
        return agree(new ScalarKernels(Tensor.Type.FLOAT32));
    }

    private static Stream<DynamicTest> agree(Kernels kernels) {
        return Operations.all().entrySet().stream().flatMap(operation -> IntStream.of(WIDTHS)
                .mapToObj(width -> DynamicTest.dynamicTest(
                        operation.getKey() + ", width " + width,
                        () -> Trial.agree(kernels, operation.getValue(), width, TOLERANCE))));
    }
}
