package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.bench.CudaStepProbe;
import io.mmdino.kernel.CudaAgreement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java side of the CUDA kernels on libraries that compute on the CPU. */
class CudaBackendTest {

    @TempDir
    static Path folder;

    private static FakeCuda cuda;

    @BeforeAll
    static void build() {
        cuda = FakeCuda.build(folder);
    }

    @Test
    void kernelsInFloat32AgreeWithTheReference() {
        agree(Map.of(), "float32");
    }

    @Test
    void productsInBfloat16AgreeWithRoundedOperandsInFloat32() {
        agree(Map.of(), "bfloat16");
    }

    @Test
    void productsOfLayersAloneAreRoundedToTf32() {
        agree(Map.of(), "tf32");
    }

    /** What the host does in a step, which computes nothing here, because its numbers do not matter. */
    @Test
    void aStepWaitsOnceForEachOfItsTwoTablesOfFiguresAndNowhereElse() {
        Emulation.Result step = cuda.runUnchecked(
                Map.of("FAKE_CUDA_IDLE", "1"), CudaStepProbe.class, "vit_small", "2", "bfloat16", "0");
        assertThat(step.output())
                .contains("\nwaits 2\n", "\nallocations 0\n", "\nunpinned copies 0\n")
                .containsPattern("launches \\d{4}\n")
                .containsPattern("products \\d{3,4}\n");
    }

    /** What the cards of games and workstations give a block: heads of 197 tokens do not fit in backward. */
    @Test
    void attentionIsCutIntoTilesWhereAHeadDoesNotFit() {
        agree(Map.of("FAKE_CUDA_SHARED", "50000", "FAKE_CUDA_ARCHITECTURE", "120"), "bfloat16");
    }

    private static void agree(Map<String, String> environment, String precision) {
        Emulation.Result result = cuda.run(environment, CudaAgreement.class, precision);
        assertThat(result.output()).doesNotContain("FAILED").contains(" comparisons, 0 failures");
        assertThat(result.status()).isZero();
    }

    @Test
    void everyFailureIsNamed() {
        assertThat(said(
                        Map.of(),
                        "obstacle",
                        "number",
                        "kernels",
                        "threads",
                        "host",
                        "launch",
                        "name",
                        "image",
                        "error"))
                .contains(
                        "obstacle: none",
                        "number: the driver has 1 GPUs, wanted number 3, counted from 0",
                        "kernels: cuda kernels, layers in bfloat16",
                        "threads: sums 1000.0 2000.0 3000.0 4000.0",
                        "host is refused: Tensor[2, 3] does not lie in the memory of a GPU: upload it first",
                        "launch is refused: cuFuncSetAttribute failed for 1048576 bytes of shared memory for koleo_gradient:"
                                + " CUDA_ERROR_INVALID_VALUE (code 1)",
                        "name is refused: cuModuleGetFunction failed for no_such_kernel: CUDA_ERROR_NOT_FOUND (code 500)",
                        "image is refused: cuModuleLoadData failed for 64 bytes of kernels: CUDA_ERROR_INVALID_IMAGE (code 200)",
                        "error is refused: NVRTC 13.0 refuses the kernels for sm_90:\n#error planted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "FAKE_CUDA_DRIVER=12080; obstacle: the driver is for CUDA 12.8, wanted 13.0 or later (driver 580)",
                "FAKE_CUDA_ARCHITECTURE=75; obstacle: GPU 0 is sm_75, wanted sm_80 or later",
                "FAKE_CUDA_ARCHITECTURE=130; obstacle: NVRTC 13.0 does not compile for sm_130 of GPU 0"
            })
    void obstaclesAreFoundBeforeAnythingIsComputed(String setting, String said) {
        assertThat(said(Map.of(setting.split("=")[0], setting.split("=")[1]), "obstacle"))
                .contains(said);
    }

    @Test
    void tooLittleMemoryNamesTheSettingToLower() {
        assertThat(said(Map.of("FAKE_CUDA_MEMORY", "100000000"), "memory"))
                .containsPattern(
                        "memory is refused: GPU 0 has too little memory: 4 MB more are wanted, \\d MB of its 95 MB are"
                                + " free, and this process holds \\d\\d MB");
    }

    @ParameterizedTest
    @CsvSource({
        "cuLaunchKernel:719:1, CUDA_ERROR_LAUNCH_FAILED",
        "cuStreamSynchronize:700:1, CUDA_ERROR_ILLEGAL_ADDRESS",
        "cuStreamSynchronize:214:1, CUDA_ERROR_ECC_UNCORRECTABLE",
        "cuLaunchKernel:721:1, a code that this driver does not name"
    })
    void aGpuIsLostAfterAFailureThatLaterCallsRepeat(String planted, String name) {
        assertThat(said(Map.of("FAKE_CUDA_FAILURE", planted), "twice"))
                .contains("twice: LOST and LOST: ")
                .contains(name + " (code " + planted.split(":")[1] + "); this process can compute nothing more on its"
                        + " GPU, and the same command, started again, goes on from its last checkpoint");
    }

    @Test
    void aRefusedCallIsNoLoss() {
        assertThat(said(Map.of("FAKE_CUDA_FAILURE", "cuLaunchKernel:1:1"), "twice"))
                .contains("twice: REFUSED, then filled");
        assertThat(said(Map.of("FAKE_CUDA_PRODUCT_FAILURE", "13"), "product"))
                .contains("product: REFUSED: cublasLtMatmul failed for product [2, 3] x [3, 4] (transposed) of float32:"
                        + " CUBLAS_STATUS (code 13)");
    }

    @Test
    void aLossIsSeenThroughFailuresOfCublas() {
        assertThat(said(
                        Map.of("FAKE_CUDA_PRODUCT_FAILURE", "13", "FAKE_CUDA_FAILURE", "cuCtxSynchronize:700:1"),
                        "product"))
                .contains("product: LOST: cublasLtMatmul failed for product")
                .contains("and the driver says CUDA_ERROR_ILLEGAL_ADDRESS; this process can compute nothing more");
    }

    private static String said(Map<String, String> environment, String... what) {
        return cuda.run(environment, CudaProbe.class, what).output();
    }

    @Test
    void librariesThatAreMissingAreNamed(@TempDir Path other) {
        FakeCuda without = cuda.copy(other);
        without.remove("libnvrtc.so.13");
        assertThat(without.run(Map.of(), CudaProbe.class, "obstacle").output())
                .contains("obstacle: CUDA 13's libnvrtc.so.13 is not found: name its folder in LD_LIBRARY_PATH");
    }

    @Test
    void kernelsAreCompiledOnce(@TempDir Path cache) throws IOException {
        Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
        cuda.run(environment, CudaProbe.class, "kernels");
        try (Stream<Path> kept = Files.list(cache.resolve("mm-dinov2"))) {
            Path cubin = kept.collect(Collectors.toList()).get(0);
            FileTime written = FileTime.fromMillis(0);
            Files.setLastModifiedTime(cubin, written);
            assertThat(cuda.run(environment, CudaProbe.class, "kernels").output())
                    .contains("cuda kernels");
            assertThat(Files.getLastModifiedTime(cubin)).isEqualTo(written);
        }
    }
}
