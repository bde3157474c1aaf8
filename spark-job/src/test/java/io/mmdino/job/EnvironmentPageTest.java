package io.mmdino.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnvironmentPageTest {

    private static final Map<String, String> UI =
            Map.of("spark.ui.enabled", "true", "spark.ui.port", "0", "spark.hadoop.fs.s3a.secret.key", "TelltaleKey");
    private static final String COMMAND_LINE = "sun.java.command";

    private final String commandLine = System.getProperty(COMMAND_LINE);

    @AfterEach
    void restore() {
        UI.keySet().forEach(System::clearProperty);
        System.setProperty(COMMAND_LINE, commandLine);
    }

    @Test
    void webPageAndRestShowNeitherCommandLineNorWorkingFolderNorSecrets() throws Exception {
        UI.forEach(System::setProperty);
        System.setProperty(COMMAND_LINE, "io.mmdino.cli.Main ingest --input /archive/Mueller --id-key key.hex");
        try (CommandSpark spark = CommandSpark.open("test")) {
            var context = spark.session().sparkContext();
            assertThat(spark.session().range(10).count()).isEqualTo(10);
            String ui = context.uiWebUrl().get();
            String rest = ui + "/api/v1/applications/" + context.applicationId();
            for (String page : List.of(
                    ui + "/environment/",
                    ui + "/jobs/",
                    ui + "/executors/",
                    ui + "/metrics/json/",
                    rest + "/environment",
                    rest + "/jobs",
                    rest + "/stages",
                    rest + "/allexecutors")) {
                String text = get(page);
                assertThat(text)
                        .as(page)
                        .doesNotContain("Mueller")
                        .doesNotContain("key.hex")
                        .doesNotContain("TelltaleKey");
                if (page.contains("environment")) {
                    assertThat(text).contains("sun.java.command", "user.dir", "java.version");
                    String shown = "user\\.dir[^a-z/]{1,40}(td>[^a-z/]{0,20}){0,4}";
                    assertThat(text).doesNotContainPattern(shown + Pattern.quote(System.getProperty("user.dir")));
                }
            }
        }
    }

    @Test
    void otherListenersDoNotSeeTheCommandLineEither() {
        System.setProperty(COMMAND_LINE, "io.mmdino.cli.Main ingest --input /archive/Mueller");
        EnvironmentPage.redact(new SparkConf(false), "ingest");
        assertThat(System.getProperty(COMMAND_LINE)).isEqualTo("mm-dinov2 ingest");
    }

    @Test
    void whatTheUserRedactsIsRedactedBesides() {
        SparkConf conf = new SparkConf(false).set("spark.redaction.regex", "hospital|(?i)ward");
        EnvironmentPage.redact(conf, "test");
        for (String key : List.of("hospital", "spark.Ward", "user.dir", "my.Password", "fs.s3a.encryption.key")) {
            assertThat(Utils.redact(conf, pairs(key)).head()._2()).as(key).contains("redacted");
        }
        assertThat(Utils.redact(conf, pairs("spark.executor.memory")).head()._2())
                .isEqualTo("value");
    }

    private static scala.collection.Seq<scala.Tuple2<String, String>> pairs(String key) {
        return scala.collection.JavaConverters.asScalaBuffer(List.of(new scala.Tuple2<>(key, "value")));
    }

    private static String get(String page) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(page)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(page).isEqualTo(200);
        return answer.body();
    }
}
