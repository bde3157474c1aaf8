package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.kernel.cuda.Emulation;
import io.mmdino.kernel.cuda.FakeCuda;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every recorded trace, training steps among them, by the CUDA kernels on libraries that compute on the CPU. */
class SelfcheckOnCudaTest {

    private static final String TRACES =
            Path.of("src/test/resources/golden").toAbsolutePath().toString();

    @TempDir
    static Path folder;

    private static FakeCuda cuda;

    @BeforeAll
    static void build() {
        cuda = FakeCuda.build(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "tf32", "bfloat16"})
    void everyTraceIsWithinItsBounds(String precision) {
        Emulation.Result result = cuda.run(
                Map.of(), Main.class, "selfcheck", "--kernels=cuda", "--precision=" + precision, "--traces", TRACES);
        assertThat(result.output())
                .containsPattern("cuda +train_semi +step 0 koleo_loss ")
                .containsPattern("All \\d+ quantities are within their bounds\\.");
        assertThat(result.status()).isZero();
    }
}
