package io.mmdino.kernel;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation of every backend against the scalar kernels in float64, at widths with and without an overlapping vector. */
class KernelsAgreementTest {

    private static final int[] WIDTHS = {1, 3, 5, 16, 17, 36, 48, 196, 384};
    private static final double SINGLE = 3e-6;
    private static final double DOUBLE = 1e-12;
    private static final double SUMS = 1e-5;
    private static final double BFLOAT16 = 1.0 / 256;

    @TestFactory
    Stream<DynamicTest> vectorKernelsAgreeWithTheReference() {
        return agree(Backends.vector(), SINGLE);
    }

    @TestFactory
    Stream<DynamicTest> vectorKernelsWithOpenBlasAgreeWithTheReference() {
        return agree(Backends.vector(Precision.FLOAT32, HostLibrary.OPENBLAS), SINGLE);
    }

    @TestFactory
    Stream<DynamicTest> productsInBfloat16AgreeWithRoundedOperandsInFloat32() {
        Kernels naive = Backends.scalar(Tensor.Type.FLOAT32, Precision.BFLOAT16);
        Kernels fast = Backends.vector(Precision.BFLOAT16, HostLibrary.here());
        return tests(
                Operations.products(),
                (operation, width) -> RandomTensors.assertAgree(
                        naive, fast, operation.getValue(), width, roundedBound(operation.getKey())));
    }

    /** A probability that differs in its last bit may be rounded to the next bfloat16, 2^-8 away. */
    private static double roundedBound(String operation) {
        return operation.startsWith("attention") ? BFLOAT16 : SUMS;
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
        return tests(
                Operations.all(),
                (operation, width) ->
                        RandomTensors.assertAgreesWithReference(kernels, operation.getValue(), width, tolerance));
    }

    private static Stream<DynamicTest> tests(
            Map<String, RandomTensors.Operation> operations,
            BiConsumer<Map.Entry<String, RandomTensors.Operation>, Integer> test) {
        return operations.entrySet().stream().flatMap(operation -> IntStream.of(WIDTHS)
                .mapToObj(width -> DynamicTest.dynamicTest(
                        operation.getKey() + ", width " + width, () -> test.accept(operation, width))));
    }
}
