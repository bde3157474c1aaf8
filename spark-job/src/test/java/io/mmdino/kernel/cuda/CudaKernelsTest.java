package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every CUDA kernel on the CPU against naive arithmetic in double. */
class CudaKernelsTest {

    /** All threads in step; warps, lanes and blocks in descending order with early copies; warps shuffled. */
    private static final String[] SCHEDULES = {"0", "101", "7"};

    @TempDir
    Path folder;

    @Test
    void kernelsAgreeWithDoubleArithmeticToTheSameBitsInEveryOrderOfThreads() {
        Emulation emulation = Emulation.build(folder, Emulation.KERNELS, Emulation.Flags.PLAIN);
        Emulation.Result result = emulation.judge(SCHEDULES);
        assertThat(result.output()).doesNotContain("FAILED").contains(" checks, 0 failures");
        assertThat(result.status()).isZero();
    }
}
