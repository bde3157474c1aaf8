package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class TensorTest {

    private static Tensor counted(Tensor.Type type, int rows, int cols) {
        Tensor tensor = Tensor.zeros(type, rows, cols);
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
        assertThat(view.array().ravel().toDoubleVector()).containsExactly(view.toDoubles());
        assertThat(view.bytes().capacity()).isEqualTo(12 * type.bytes);
        double byPointer = type == Tensor.Type.FLOAT32
                ? view.floats().get(5)
                : view.doubles().get(5);
        assertThat(byPointer).isEqualTo(17);
        view.array().putScalar(1, 1, -1);
        assertThat(view.get(1, 1)).isEqualTo(-1);
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
        Tensor none = Tensor.zeros(type, 0, 5);
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

    /** Records the synchronisations of a tensor's memory, in order. */
    private static final class Recorded implements HostSync {

        private final List<String> calls = new ArrayList<>();

        @Override
        public void read(INDArray array) {
            calls.add("read");
        }

        @Override
        public void written(INDArray array) {
            calls.add("written");
        }

        List<String> of(Runnable use) {
            calls.clear();
            use.run();
            return List.copyOf(calls);
        }
    }

    @Test
    void theHostSynchronisesBeforeItReadsAndAfterItHasWritten() {
        Recorded device = new Recorded();
        Tensor view = Tensor.zeros(Tensor.Type.FLOAT32, 3, 2, device).rows(1, 3).reshape(1, 4);
        assertThat(device.of(() -> view.get(3))).containsExactly("read");
        assertThat(device.of(view::toFloats)).containsExactly("read");
        assertThat(device.of(() -> view.copyTo(new float[4], 0))).containsExactly("read");
        // Only a part is written, so the host needs the newest values of the rest.
        assertThat(device.of(() -> view.set(3, 1))).containsExactly("read", "written");
        assertThat(device.of(() -> view.copyFrom(new float[4]))).containsExactly("read", "written");
    }
}
