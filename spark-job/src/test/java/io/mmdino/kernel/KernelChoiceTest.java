package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChoiceTest {

    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar", "nd4j"})
    void aNameMeansTheKernelsThatBearIt(String name) {
        Kernels kernels = KernelChoice.kernels(name);
        assertThat(kernels.name()).isEqualTo(name);
        assertThat(kernels.type()).isEqualTo(Tensor.Type.FLOAT32);
    }

    @Test
    void autoTakesTheVectorApiWhereItIsThere() {
        assertThat(KernelChoice.AUTO.kernels(true).name()).isEqualTo("vector");
        assertThat(KernelChoice.AUTO.kernels(false).name()).isEqualTo("scalar");
    }

    @Test
    void vectorWithoutItsModuleSaysHowToStartTheJvm() {
        assertThatThrownBy(() -> KernelChoice.VECTOR.kernels(false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "Vector", ""})
    void anUnknownNameIsRefusedWithThoseThatAre(String name) {
        assertThatThrownBy(() -> KernelChoice.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("auto, vector, scalar, nd4j");
    }
}
