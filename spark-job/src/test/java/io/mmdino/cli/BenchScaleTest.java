package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchScaleTest {

    private static final Path PAGE = Path.of("..", "submit", "SCALE.md");
    /** Where the column of predictions ends. */
    private static final int PREDICTED = 99;

    @Test
    void everySizeNetworkAndModeHasItsRow() throws IOException {
        CommandRun run = CommandRun.of("bench", "scale", "--iterations", 100, "--runs", 2, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.lastLine());
        assertThat(json.path("rows").size()).isEqualTo(3 * 2 * 4);
        JsonNode last = json.path("rows").get(23);
        assertThat(last.path("workers").asInt()).isEqualTo(512);
        assertThat(last.path("gigabits").asDouble()).isEqualTo(100);
        assertThat(last.path("mode").asText()).isEqualTo("parameters k=500");
        assertThat(last.path("rounds").asInt()).isEqualTo(1);
        assertThat(last.path("predicted_efficiency").asDouble()).isBetween(0.5, 1.0);
    }

    @Test
    void parametersAreCountedFromTheModelUnlessGiven() throws IOException {
        String[] words = {"bench", "scale", "--workers", "2", "--iterations", "1", "--runs", "1", "--json"};
        JsonNode counted =
                new ObjectMapper().readTree(CommandRun.of((Object[]) words).lastLine());
        // ViT-B/14 without its classes: 12 blocks of 7,091,712, patches of one channel, positions, and the head.
        assertThat(counted.path("parameters").asLong()).isBetween(86_000_000L, 100_000_000L);
        CommandRun given = CommandRun.of(
                "bench", "scale", "--workers", 2, "--iterations", 1, "--runs", 1, "--parameters", "86e6", "--json");
        assertThat(new ObjectMapper()
                        .readTree(given.lastLine())
                        .path("parameters")
                        .asLong())
                .isEqualTo(86_000_000L);
    }

    /** Up to the prediction: what follows it depends on how often the run is replayed. */
    @ParameterizedTest(name = "--step-seconds {0}")
    @CsvSource({"20", "0.45"})
    void thePageShowsWhatTheCommandPrints(String seconds) throws IOException {
        String page = Files.readString(PAGE);
        CommandRun run = CommandRun.of("bench", "scale", "--step-seconds", seconds, "--runs", 1);
        assertThat(run.out().lines().filter(line -> line.contains(" k=") || line.contains("gradients")))
                .hasSize(24)
                .allSatisfy(line -> assertThat(page).contains(line.substring(0, PREDICTED)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "--workers, 0, 'workers is 0, wanted 1 to 65536'",
        "--workers, many, 'many'",
        "--gigabits, -1, 'gigabits is -1'",
        "--periods, 0, 'period is 0'",
        "--step-seconds, 0, 'step seconds is 0'",
        "--parameters, 1.5, 'parameters is 1.5'",
        "--parameters, -1, 'parameters is -1'",
        "--sigma, 9, 'sigma is 9, wanted 0 to 2'",
        "--slow-probability, 1, 'slow probability is 1'",
        "--slow-factor, 0, 'slow factor is 0'",
        "--mtbf-hours, 0.1, '8 workers fail every 45.00 s'",
        "--iterations, 0, 'iterations is 0'",
        "--runs, 0, 'runs is 0'",
        "--seed, x, 'x'"
    })
    void badOptionsAreMisuseAndSaySo(String option, String value, String complaint) {
        CommandRun run = CommandRun.of("bench", "scale", option, value);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(complaint);
        assertThat(run.out()).isEmpty();
    }
}
