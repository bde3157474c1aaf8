package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
class HistoryIT {

    private static final Pattern ADDRESS =
            Pattern.compile("Bound HistoryServer to 127\\.0\\.0\\.1, and started at http://[^:]+:(\\d+)");

    @TempDir
    Path folder;

    @Test
    void aPastJobIsShownByTheHistoryServer() throws IOException {
        Path events = folder.resolve("events");
        String cohort = folder.resolve("cohort").toString();
        assertThat(run("phantom", "--output", cohort, "--studies", "1", "--size", "64"))
                .isZero();
        assertThat(run(
                        "ingest",
                        "--input",
                        cohort,
                        "--output",
                        folder.resolve("shards").toString()))
                .isZero();
        Process server = Scripts.start("history", folder, Map.of(), List.of(events.toString(), "0"));
        try {
            LocalCluster.awaitTrue(
                    "the address of the History Server", () -> address().find());
            Matcher found = address();
            assertThat(found.find()).isTrue();
            LocalCluster.awaitTrue(
                    "the job in it", () -> get("http://127.0.0.1:" + found.group(1) + "/api/v1/applications")
                            .contains("mm-dinov2 ingest"));
        } finally {
            LocalCluster.kill(server.toHandle());
        }
    }

    private int run(String... words) {
        Map<String, String> environment =
                Map.of("MMDINO_EVENT_LOG", folder.resolve("events").toString());
        return Scripts.exitCode(Scripts.start("mm-dinov2", folder, environment, List.of(words)), 90);
    }

    private Matcher address() {
        return ADDRESS.matcher(Scripts.read(folder.resolve("err")));
    }

    private static String get(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return ""; // it listens before it answers
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
