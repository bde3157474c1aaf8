package io.mmdino.kernel;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation of every backend against the scalar kernels in float64, at widths with and without an overlapping vector. */
class KernelsAgreementTest {

    private static final int[] WIDTHS = {1, 3, 5, 16, 17, 36, 48, 196, 384};
    private static final double SINGLE = 3e-6;
    private static final double DOUBLE = 1e-12;

    @TestFactory
    Stream<DynamicTest> vectorKernelsAgreeWithTheReference() {
        return agree(Backends.vector(), SINGLE);
    }

    @TestFactory
    Stream<DynamicTest> nd4jKernelsAgreeWithTheReference() {
        return agree(Backends.nd4j(Tensor.Type.FLOAT32), SINGLE);
    }

    @TestFactory
    Stream<DynamicTest> nd4jKernelsInFloat64AgreeWithTheReference() {
        return agree(Backends.nd4j(Tensor.Type.FLOAT64), DOUBLE);
    }

    @TestFactory
    Stream<DynamicTest> scalarKernelsInFloat32AgreeWithTheReference() {
        return agree(Backends.scalar(Tensor.Type.FLOAT32), SINGLE);
    }

    private static Stream<DynamicTest> agree(Kernels kernels, double tolerance) {
        return Operations.all().entrySet().stream().flatMap(operation -> IntStream.of(WIDTHS)
                .mapToObj(width -> DynamicTest.dynamicTest(
                        operation.getKey() + ", width " + width,
                        () -> RandomTensors.assertAgreesWithReference(
                                kernels, operation.getValue(), width, tolerance))));
    }
}
