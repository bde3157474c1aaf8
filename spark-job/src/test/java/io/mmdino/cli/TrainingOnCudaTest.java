package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.kernel.cuda.Emulation;
import io.mmdino.kernel.cuda.FakeCuda;
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
        List<String> words = new ArrayList<>(List.of("train", "--shards", at("shards"), "--output", at(run)));
        words.addAll(List.of("--config", at("recipe.yaml"), "--set", "optim.epochs=1"));
        for (String set : sets) {
            words.addAll(List.of("--set", set));
        }
        Emulation.Result result = cuda.run(Map.of(), Main.class, words.toArray(String[]::new));
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aRunThatGoesOnAfterACheckpointHasTheBitsOfOneThatWasNotCut() throws IOException {
        train("run", "train.kernels=cuda", "train.lanes=1");
        Path last = folder.resolve("run").resolve(LAST);
        byte[] undisturbed = Files.readAllBytes(last);
        Files.delete(last);
        train("run", "train.kernels=cuda", "train.lanes=1");
        assertThat(Files.readAllBytes(last)).isEqualTo(undisturbed);
    }

    @Test
    void autoTakesTheGpu() throws IOException {
        train("auto");
        assertThat(Files.readString(folder.resolve("auto/provenance.json"))).contains("\"kernel\" : \"cuda\"");
    }
}
