package io.mmdino.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.cli.CommandRun;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

    private static JsonNode json(CommandRun run) throws IOException {
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.lastLine());
    }

    @Test
    void aStepStandsBesideItsProducts() throws IOException {
        JsonNode json = json(CommandRun.of(
                "bench", "step", "--arch", "vit_small", "--studies", 1, "--warmup", 0, "--rounds", 1, "--json"));
        assertThat(json.path("tokens").asInt()).isEqualTo(197);
        assertThat(json.path("step_s").asDouble()).isPositive();
        assertThat(json.path("gemm_s").asDouble()).isPositive();
        assertThat(json.path("ratio").asDouble()).isPositive();
        assertThat(json.path("cpu").asText()).isNotEmpty();
    }

    @Test
    void aTrainingStepsOperationsAreThoseOfItsShapes() throws IOException {
        JsonNode json = json(CommandRun.of(
                "bench", "train-step", "--studies", 1, "--lanes", 1, "--warmup", 0, "--rounds", 1, "--json"));
        // 914 student tokens three times and 394 teacher tokens once, 2 x 12 x 12 x 384^2 operations each: 133 GFLOP;
        // the
        // heads, attention and patches come on top.
        assertThat(json.path("gflop").asDouble()).isBetween(133.0, 170.0);
        assertThat(json.path("gflop_per_s").asDouble()).isPositive();
        assertThat(json.path("step_s").asDouble()).isPositive();
    }

    @Test
    void cropsAreMadeInTurnAndAhead() throws IOException {
        JsonNode json = json(CommandRun.of(
                "bench", "train-step", "--studies", 1, "--crop-threads", 1, "--warmup", 0, "--rounds", 1, "--json"));
        assertThat(json.path("crops_s").asDouble()).isPositive();
        assertThat(json.path("in_turn_s").asDouble()).isPositive();
        assertThat(json.path("ahead_s").asDouble()).isPositive();
        assertThat(CommandRun.of("bench", "train-step", "--crop-threads", -1).code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void residentMemoryIsWatched() throws IOException {
        CommandRun run = CommandRun.of("bench", "train-step", "--studies", 1, "--steps", 2, "--json");
        assertThat(run.out()).contains("step 1: ").contains(" MB resident");
        assertThat(json(run).path("resident_mb_to").asDouble()).isPositive();
        assertThat(json(run).has("growth_mb")).isTrue();
    }

    @Test
    void featuresAreCountedByWindows() throws IOException {
        JsonNode json = json(CommandRun.of(
                "bench", "features", "--windows", 1, "--together", 1, "--warmup", 0, "--rounds", 1, "--json"));
        assertThat(json.path("tokens").asInt()).isEqualTo(1025);
        assertThat(json.path("windows_together").asInt()).isEqualTo(1);
        assertThat(json.path("windows_per_s").asDouble()).isPositive();
    }

    @Test
    void ingestIsTimedOnAnArchive(@TempDir Path folder) throws IOException {
        Path cohort = folder.resolve("cohort");
        CommandRun.of("phantom", "--output", cohort, "--studies", 2, "--size", 64, "--missing", 0);
        JsonNode json = json(CommandRun.of("bench", "ingest", "--input", cohort, "--json"));
        assertThat(json.path("studies").asInt()).isEqualTo(2);
        assertThat(json.path("volumes").asInt()).isEqualTo(10);
        assertThat(json.path("studies_per_s").asDouble()).isPositive();
        assertThat(json.path("volumes_per_s").asDouble()).isPositive();
        assertThat(json.path("decode_share_240x240x155").asDouble()).isPositive();
    }

    @Test
    void listingPlansEveryGeneratedEntry() throws IOException {
        JsonNode json = json(CommandRun.of("bench", "listing", "--entries", 5_003, "--json"));
        assertThat(json.path("entries").asInt()).isEqualTo(5_003);
        assertThat(json.path("studies").asInt()).isEqualTo(1_001);
        assertThat(json.path("unchanged_again").asInt()).isEqualTo(1_001);
        assertThat(json.path("peak_heap_mb").asDouble()).isPositive();
    }

    @Test
    void averagingStandsBesidePlainSocketsAndEverySumIsChecked() throws IOException {
        JsonNode json = json(CommandRun.of(
                "bench", "averaging", "--workers", 3, "--parameters", "1e6", "--warmup", 1, "--rounds", 3, "--json"));
        assertThat(json.path("parameters").asLong()).isEqualTo(1_000_000);
        assertThat(json.path("ring_s").asDouble()).isPositive();
        assertThat(json.path("plain_sockets_s").asDouble()).isPositive();
        assertThat(json.path("ratio").asDouble()).isPositive();
        assertThat(json.path("ring_memory_vectors").isNumber()).isTrue();
        assertThat(CommandRun.of("bench", "averaging", "--workers", 1).code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("bench", "averaging", "--parameters", "1.5").code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aBenchOfNothingIsMisuse() {
        assertThat(CommandRun.of("bench").err())
                .contains("step, train-step, features, ingest, listing, cache, workers or averaging");
        assertThat(CommandRun.of("bench", "step", "--kernels", "gpu").code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("bench", "step", "--rounds", 0).code()).isEqualTo(ExitCode.USAGE);
    }
}
