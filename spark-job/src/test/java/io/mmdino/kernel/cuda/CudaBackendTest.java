package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.kernel.CudaAgreement;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
