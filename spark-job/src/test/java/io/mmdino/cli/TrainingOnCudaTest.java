package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.kernel.cuda.Emulation;
import io.mmdino.kernel.cuda.FakeCuda;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training from windows to a checkpoint by the CUDA kernels on libraries that compute on the CPU. */
class TrainingOnCudaTest {

    private static final String LAST = "checkpoints/step-00000003.safetensors";

    /** In the third step of a run of three. */
    private static final int LOST_LAUNCH = 600;

    @TempDir
    static Path folder;

    private static FakeCuda cuda;

    @BeforeAll
    static void build() throws IOException {
        cuda = FakeCuda.build(Files.createDirectory(folder.resolve("libraries")));
        Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        Path archive = folder.resolve("archive");
        done(CommandRun.of("phantom", "--output", archive, "--studies", 3, "--seed", 1, "--labelled", 1, "--size", 64));
        done(CommandRun.of(
                "ingest",
                "--input",
                archive,
                "--output",
                folder.resolve("shards"),
                "--set",
                "ingest.slices-per-axis=3"));
    }

    private static void done(CommandRun run) {
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static void train(String run, String... sets) {
        Emulation.Result result = training(Map.of(), run, sets);
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static Emulation.Result training(Map<String, String> environment, String run, String... sets) {
        List<String> words = new ArrayList<>(List.of("train", "--shards", at("shards"), "--output", at(run)));
        words.addAll(List.of("--config", at("recipe.yaml"), "--set", "optim.epochs=1"));
        for (String set : sets) {
            words.addAll(List.of("--set", set));
        }
        return cuda.run(environment, Main.class, words.toArray(String[]::new));
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aRunWhoseGpuIsLostGoesOnFromItsCheckpointAndHasTheBitsOfOneThatWasNotCut() throws IOException {
        train("run", "train.kernels=cuda", "train.checkpoint-iterations=1");
        Emulation.Result lost = training(
                Map.of("FAKE_CUDA_FAILURE", "cuLaunchKernel:719:" + LOST_LAUNCH),
                "lost",
                "train.kernels=cuda",
                "train.checkpoint-iterations=1");
        assertThat(lost.output())
                .containsPattern(
                        "train: failed: cuLaunchKernel failed for \\w+, grid .*CUDA_ERROR_LAUNCH_FAILED \\(code 719\\);"
                                + " this process can compute nothing more on its GPU, and the same command, started again, goes on"
                                + " from its last checkpoint\n$");
        assertThat(lost.status()).isEqualTo(ExitCode.LATER);
        assertThat(folder.resolve("lost/checkpoints")).isNotEmptyDirectory();
        assertThat(folder.resolve("lost").resolve(LAST)).doesNotExist();
        train("lost", "train.kernels=cuda", "train.checkpoint-iterations=1");
        assertThat(folder.resolve("lost").resolve(LAST))
                .hasSameBinaryContentAs(folder.resolve("run").resolve(LAST));
    }

    @Test
    void tooLittleMemoryShowsInTheFirstStep() {
        Emulation.Result result =
                training(Map.of("FAKE_CUDA_MEMORY", Integer.toString(100 << 20)), "small", "train.kernels=cuda");
        assertThat(result.output())
                .containsPattern(
                        "train: failed: GPU 0 has too little memory: \\d+ MB more are wanted, \\d+ MB of its 100 MB"
                                + " are free, and this process holds \\d+ MB, of which \\d+ MB are workspaces of a step of 4"
                                + " studies; lower train.batch-size\n$");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void autoTakesTheGpu() throws IOException {
        train("auto");
        assertThat(Files.readString(folder.resolve("auto/provenance.json"))).contains("\"kernel\" : \"cuda\"");
    }
}
