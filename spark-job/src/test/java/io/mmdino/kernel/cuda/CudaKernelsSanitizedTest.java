package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every CUDA kernel under the sanitizers for addresses and undefined behaviour. */
class CudaKernelsSanitizedTest {

    @TempDir
    Path folder;

    @Test
    void kernelsStayInTheirMemoryAndHaveNoUndefinedBehaviour() {
        Emulation emulation = Emulation.build(folder, Emulation.KERNELS, Emulation.Flags.SANITIZED);
        Emulation.Result result = emulation.judge("7", "--quick");
        assertThat(result.output()).doesNotContain("FAILED").contains(" checks, 0 failures");
        assertThat(result.status()).isZero();
    }
}
