package io.mmdino.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks NVIDIA's driver for this machine's GPUs, before anything of CUDA is loaded: an unfit one would end the process. */
record NvidiaSmi(String program) {

    private static final Logger LOG = LoggerFactory.getLogger(NvidiaSmi.class);
    private static final long LIMIT_SECONDS = 30;

    /** Empty where there is no driver, or no answer from it. */
    List<Gpu> gpus() {
        try {
            Process process = new ProcessBuilder(program, "--query-gpu=" + Gpu.QUERY, "--format=csv,noheader")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return answer(process);
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private List<Gpu> answer(Process process) throws InterruptedException {
        CompletableFuture<List<String>> lines = CompletableFuture.supplyAsync(
                () -> process.inputReader(StandardCharsets.UTF_8).lines().toList());
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} has not answered in {} s", program, LIMIT_SECONDS);
                return List.of();
            }
            if (process.exitValue() != 0) {
                LOG.warn("{} ended with exit code {}", program, process.exitValue());
                return List.of();
            }
            return Gpu.parse(lines.join());
        } finally {
            process.destroyForcibly();
        }
    }
}
