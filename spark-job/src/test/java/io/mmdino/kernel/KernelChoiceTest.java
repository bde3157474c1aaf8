package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.kernel.onednn.OneDnn;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChoiceTest {

    private static final Cuda NONE = new Cuda(false, List.of(), Optional.empty());
    private static final Cuda A100 = one(new Gpu(0, "GPU-1", "NVIDIA A100", 80));
    private static final Cuda H100 = one(new Gpu(0, "GPU-2", "NVIDIA H100", 90));

    private static Cuda one(Gpu gpu) {
        return new Cuda(true, List.of(gpu), Optional.of("0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar", "nd4j"})
    void aNameMeansTheKernelsThatBearIt(String name) {
        Kernels kernels = KernelChoice.kernels(name);
        assertThat(kernels.name()).isEqualTo(name);
        assertThat(kernels.type()).isEqualTo(Tensor.Type.FLOAT32);
    }

    @Test
    void autoTakesTheVectorApiWhereItIsThere() {
        assertThat(KernelChoice.AUTO.resolved(true, NONE)).isEqualTo(KernelChoice.VECTOR);
        assertThat(KernelChoice.AUTO.resolved(false, NONE)).isEqualTo(KernelChoice.SCALAR);
    }

    @Test
    void autoTakesNd4jOnAGpuThatItHasCodeForWhereOurKernelsCannotRun() {
        assertThat(KernelChoice.AUTO.resolved(true, A100)).isEqualTo(KernelChoice.ND4J_CUDA);
    }

    @Test
    void autoStaysOnTheCpuWhereTheBackendHasNoCodeForTheGpu() {
        assertThat(KernelChoice.AUTO.resolved(true, H100)).isEqualTo(KernelChoice.VECTOR);
    }

    @Test
    void nd4jOnAGpuWithoutCodeIsRefusedWithWhatThereIsCodeFor() {
        assertThatThrownBy(() -> KernelChoice.ND4J_CUDA.resolved(true, H100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NVIDIA H100")
                .hasMessageContaining("no code for sm_90")
                .hasMessageContaining("sm_37, sm_50, sm_52, sm_60, sm_61, sm_70, sm_75, sm_80, sm_86")
                .hasMessageContaining("Choose 'auto'");
    }

    @Test
    void nd4jsBackendInABuildWithoutItSaysHowToBuildIt() {
        assertThatThrownBy(() -> KernelChoice.kernels("nd4j-cuda"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MMDINO_PROFILES=cuda");
    }

    @Test
    void cudaWithoutAGpuSaysThatThereIsNone() {
        assertThatThrownBy(() -> KernelChoice.CUDA.resolved(true, NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "kernels 'cuda' cannot run here: nvidia-smi names no GPU that CUDA may see here. Choose 'auto' to"
                                + " compute on the CPU instead");
    }

    @Test
    void aDriverOfWorkersOnGpusNeedsNone() {
        assertThat(KernelChoice.CUDA.ofDriver()).isEqualTo(KernelChoice.AUTO);
        assertThat(KernelChoice.ND4J_CUDA.ofDriver()).isEqualTo(KernelChoice.AUTO);
        assertThat(KernelChoice.SCALAR.ofDriver()).isEqualTo(KernelChoice.SCALAR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "nd4j"})
    void kernelsThatDoNotRoundRefuseBfloat16(String name) {
        assertThatThrownBy(() -> KernelChoice.kernels(name, "bfloat16"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("kernels '" + name + "' compute in float32 only, and train.precision is bfloat16; set"
                        + " train.precision to float32, or train.kernels to vector or cuda");
        assertThat(KernelChoice.kernels(name, "auto").precision()).isEqualTo(Precision.FLOAT32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar", "nd4j"})
    void kernelsOfACpuRefuseTf32(String name) {
        assertThatThrownBy(() -> KernelChoice.kernels(name, "tf32"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("kernels '" + name + "' do not multiply TF32, which tensor cores of a GPU do, and"
                        + " train.precision is tf32; set train.precision to float32 or auto, or train.kernels to cuda on a"
                        + " GPU of sm_80 or later");
    }

    @Test
    void vectorKernelsMultiplyInThePrecisionThatIsAskedFor() {
        assertThat(KernelChoice.kernels("vector", "bfloat16").precision()).isEqualTo(Precision.BFLOAT16);
        assertThat(KernelChoice.kernels("vector", "float32").precision()).isEqualTo(Precision.FLOAT32);
        Precision automatic = HostLibrary.here() == HostLibrary.ONEDNN && OneDnn.hasBfloat16()
                ? Precision.BFLOAT16
                : Precision.FLOAT32;
        assertThat(KernelChoice.kernels("vector", "auto").precision()).isEqualTo(automatic);
    }

    @Test
    void anUnknownPrecisionIsRefused() {
        assertThatThrownBy(() -> KernelChoice.kernels("vector", "float16"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no precision is named 'float16', wanted one of auto, float32, tf32, bfloat16");
    }

    @Test
    void workersThatMayComputeOnUnknownGpusAreNotToldBfloat16UnlessItIsAskedFor() {
        Optional<Precision> automatic = Optional.empty();
        Optional<Precision> single = Optional.of(Precision.FLOAT32);
        Optional<Precision> half = Optional.of(Precision.BFLOAT16);
        assertThat(KernelChoice.CUDA.shared(automatic, NONE)).isEqualTo(half);
        assertThat(KernelChoice.ND4J_CUDA.shared(automatic, NONE)).isEqualTo(single);
        assertThat(KernelChoice.AUTO.shared(automatic, A100)).isEqualTo(single);
        assertThat(KernelChoice.AUTO.shared(automatic, NONE)).isEqualTo(automatic);
        assertThat(KernelChoice.AUTO.shared(half, A100)).isEqualTo(half);
    }

    @Test
    void whatTheHostAddsWithIsNeverOnAGpu() {
        assertThat(KernelChoice.onHost().name()).isEqualTo("vector");
    }

    @Test
    void vectorWithoutItsModuleSaysHowToStartTheJvm() {
        assertThatThrownBy(() -> KernelChoice.VECTOR.resolved(false, NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "Vector", ""})
    void anUnknownNameIsRefusedWithThoseThatAre(String name) {
        assertThatThrownBy(() -> KernelChoice.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("auto, vector, scalar, nd4j, cuda, nd4j-cuda");
    }
}
