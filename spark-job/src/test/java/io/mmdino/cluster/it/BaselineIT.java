package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Deeplearning4j's parameter averaging between two executors of a standalone cluster. */
@ExtendWith(SharedCluster.class)
@Timeout(900)
class BaselineIT {

    @TempDir
    Path folder;

    @Test
    void theBaselineIsTrainedByTwoExecutors(LocalCluster cluster) throws IOException {
        locally(
                "phantom",
                "--output",
                at("cohort"),
                "--studies",
                "8",
                "--seed",
                "1",
                "--labelled",
                "1",
                "--size",
                "64");
        locally("ingest", "--input", at("cohort"), "--output", at("shards"), "--set", "ingest.slices-per-axis=2");
        locally(
                "phantom",
                "--output",
                at("others"),
                "--studies",
                "4",
                "--seed",
                "2",
                "--labelled",
                "1",
                "--size",
                "64");
        locally(
                "ingest",
                "--input",
                at("others"),
                "--output",
                at("shards-others"),
                "--set",
                "ingest.slices-per-axis=2");
        Map<String, String> oneCoreEach = Map.of("MMDINO_SUBMIT_OPTS", "--conf spark.cores.max=2");
        try (Submitted job = Submitted.to(
                cluster,
                oneCoreEach,
                "baseline",
                "--train",
                at("shards"),
                "--test",
                at("shards-others"),
                "--output",
                at("baseline.json"),
                "--cache",
                at("cache"),
                "--set",
                "baseline.epochs=2",
                "--set",
                "baseline.batch-size=4",
                "--set",
                "baseline.averaging-frequency=2",
                "--set",
                "baseline.filters=4",
                "--set",
                "baseline.image-side=16",
                "--set",
                "evaluation.bootstrap-draws=20")) {
            assertThat(cluster.awaitExecutors(2)).hasSize(2);
            Submitted.Outcome outcome = job.await(300);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("as JSON in ");
        }
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("baseline.json").toFile());
        assertThat(json.at("/test/studies").asInt()).isEqualTo(4);
        assertThat(json.at("/test/mcc").isNumber()).isTrue();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private static void locally(String... words) {
        try (Submitted job = Submitted.locally(words)) {
            Submitted.Outcome outcome = job.await(120);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        }
    }
}
