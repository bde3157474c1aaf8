package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {

    private static final float[] COUNT = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    private static Tensor counted(Tensor.Type type, int rows, int cols) {
        Tensor tensor = Tensor.host(type, rows, cols);
        for (int i = 0; i < tensor.length(); i++) {
            tensor.set(i, i);
        }
        return tensor;
    }

    @ParameterizedTest
    @EnumSource
    void aViewOfAViewIsTheSameMemorySeenThreeWays(Tensor.Type type) {
        Tensor view = counted(type, 6, 4).rows(2, 6).rows(1, 4);
        assertThat(view.toDoubles()).containsExactly(12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        assertThat(view.bytes().capacity()).isEqualTo(12 * type.bytes);
        view.set(5, -1);
        assertThat(view.get(1, 1)).isEqualTo(-1);
        assertThat(Tensor.host(Tensor.Type.FLOAT32, 4, 4)
                        .copyFrom(COUNT)
                        .rows(2, 3)
                        .floats()
                        .get(1))
                .isEqualTo(9);
        Tensor wide = counted(Tensor.Type.FLOAT64, 4, 4);
        assertThat(wide.rows(2, 3).doubles().get(1)).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource
    void floatsGoInAndComeBack(Tensor.Type type) {
        Tensor view = counted(type, 3, 2).rows(1, 3);
        view.copyFrom(new float[] {1, 2, 3, 4});
        assertThat(view.toFloats()).containsExactly(1, 2, 3, 4);
        float[] wider = new float[6];
        view.copyTo(wider, 1);
        assertThat(wider).containsExactly(0, 1, 2, 3, 4, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aTensorMayHaveNoRows(Tensor.Type type) {
        Tensor none = Tensor.host(type, 0, 5);
        assertThat(none.length()).isZero();
        assertThat(none.toFloats()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSliceThatLeavesTheMemoryIsRefused(Tensor.Type type) {
        Tensor tensor = counted(type, 3, 2);
        assertThatThrownBy(() -> tensor.rows(1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("3 x 2")
                .hasMessageContaining("6 elements");
        assertThatThrownBy(() -> tensor.reshape(2, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void elementsGoToOtherMemoryAndComeBack(Tensor.Type type) {
        Kernels nd4j = Backends.nd4j(Tensor.Type.FLOAT32);
        Tensor view = nd4j.allocate(type, 20).slice(4, 4, 3);
        nd4j.upload(counted(type, 2, 3), view.rows(1, 3));
        assertThat(view.array().ravel().toDoubleVector()).containsExactly(0, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0);
        Tensor back = Tensor.host(type, 3, 3);
        nd4j.download(view.rows(0, 3), back);
        assertThat(back.toDoubles()).containsExactly(0, 0, 0, 0, 1, 2, 3, 4, 5);
        assertThat(nd4j.toDoubles(view.rows(2, 3))).containsExactly(3, 4, 5);
    }

    @Test
    void memoryOfOtherKernelsIsNotReadAsTheHosts() {
        Tensor other = Backends.nd4j(Tensor.Type.FLOAT32).zeros(2, 3);
        assertThat(other.isOnHost()).isFalse();
        assertThatThrownBy(() -> other.get(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("download");
        assertThatThrownBy(() -> other.set(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Tensor.host(Tensor.Type.FLOAT32, 2, 3).array())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void copiesOfAnotherTypeOrSizeAreRefused() {
        Kernels nd4j = Backends.nd4j(Tensor.Type.FLOAT32);
        Tensor target = nd4j.zeros(2, 3);
        assertThatThrownBy(() -> nd4j.upload(Tensor.host(Tensor.Type.FLOAT32, 2, 2), target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[2, 2]")
                .hasMessageContaining("[2, 3]");
        assertThatThrownBy(() -> nd4j.upload(Tensor.host(Tensor.Type.FLOAT64, 2, 3), target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FLOAT64");
    }

    @Test
    void memoryOfTheHostBeginsOnACacheLine() {
        for (int i = 0; i < 10; i++) {
            assertThat(Tensor.host(Tensor.Type.FLOAT32, 1, 10 + i).floats().address() % 64)
                    .isZero();
        }
    }
}
