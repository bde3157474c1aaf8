package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.StepLosses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

    private static final Schedules.Values VALUES = new Schedules.Values(1e-4, 0, 0.04, 0.99, 0.05);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("metrics.jsonl");
    }

    @Test
    void aLineHoldsEveryLossNormAndScheduleOfItsIteration() throws IOException {
        write(0, 1);
        JsonNode line = new ObjectMapper().readTree(Files.readString(file));
        assertThat(line.get("iteration").asLong()).isZero();
        assertThat(line.get("dino_local_crops_loss").asDouble()).isEqualTo(1);
        assertThat(line.get("grad_norm.backbone").asDouble()).isEqualTo(2.5);
        assertThat(line.get("teacher_temperature").asDouble()).isEqualTo(0.05);
        assertThat(line.get("teacher_entropy").asDouble()).isEqualTo(9);
    }

    @Test
    void whatCouldNotBeMeasuredIsLeftOut() throws IOException {
        write(0, 1);
        assertThat(Files.readString(file)).doesNotContain("NaN").doesNotContain("labeled_acc_local");
    }

    @Test
    void aRunThatGoesOnDropsTheLinesAfterItsCheckpoint() throws IOException {
        write(0, 5);
        List<String> whole = Files.readAllLines(file);
        write(3, 5);
        assertThat(Files.readAllLines(file)).isEqualTo(whole);
    }

    @Test
    void aLineThatAKilledRunCutShortIsDropped() throws IOException {
        write(0, 4);
        List<String> whole = Files.readAllLines(file);
        for (int kept : new int[] {1, 14, 16, 200}) {
            Files.writeString(file, whole.get(0).substring(0, kept), StandardOpenOption.APPEND);
            write(4, 4);
            assertThat(Files.readAllLines(file)).isEqualTo(whole);
        }
    }

    @Test
    void aDamagedLineInTheMiddleIsLeftOutAndThoseAfterItStay() throws IOException {
        write(0, 4);
        byte[] bytes = Files.readAllBytes(file);
        int second = Files.readAllLines(file).get(0).length() + 1;
        for (byte damage : new byte[] {'[', (byte) 0xff}) {
            byte[] damaged = bytes.clone();
            damaged[second] = damage;
            damaged[second + 1] = damage;
            Files.write(file, damaged);
            write(4, 4);
            assertThat(Files.readAllLines(file)).hasSize(3).noneMatch(line -> line.contains("\"iteration\":1,"));
        }
    }

    @Test
    void aWholeLineWithoutItsLineBreakIsKept() throws IOException {
        write(0, 4);
        String whole = Files.readString(file);
        Files.writeString(file, whole.stripTrailing());
        write(4, 4);
        assertThat(Files.readString(file)).isEqualTo(whole);
    }

    @Test
    void aValidationBelongsToTheIterationBeforeIt() throws IOException {
        try (MetricsLog log = MetricsLog.open(file, 0)) {
            log.write(2, 0.5);
        }
        assertThat(Files.readString(file)).isEqualTo("{\"iteration\":2,\"validation_mcc\":0.5}\n");
        write(2, 2);
        assertThat(file).isEmptyFile();
    }

    private void write(long from, long to) throws IOException {
        StepLosses losses = new StepLosses(1, 2, 3, 4, 5, 6, Double.NaN, 8, 9, 10);
        try (MetricsLog log = MetricsLog.open(file, from)) {
            for (long iteration = from; iteration < to; iteration++) {
                log.write(iteration, new Learner.Outcome(losses, Map.of("backbone", 2.5)), VALUES);
            }
        }
    }
}
