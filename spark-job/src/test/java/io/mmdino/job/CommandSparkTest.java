package io.mmdino.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class CommandSparkTest {

    @Test
    void theEnvironmentsKeysReachTheWorkersAndNoneAreMadeUp() {
        SparkConf conf = new SparkConf(false);
        CommandSpark.shareKeys(conf, Map.of("AWS_ACCESS_KEY_ID", "id"));
        assertThat(conf.getAll()).isEmpty();
        CommandSpark.shareKeys(conf, Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key"));
        assertThat(conf.get("spark.hadoop.fs.s3a.secret.key")).isEqualTo("key");
        assertThat(conf.contains("spark.hadoop.fs.s3a.session.token")).isFalse();
        CommandSpark.shareKeys(conf, Map.of("AWS_ACCESS_KEY_ID", "other", "AWS_SECRET_ACCESS_KEY", "other"));
        assertThat(conf.get("spark.hadoop.fs.s3a.access.key")).isEqualTo("id");
    }

    @Test
    void theEmbeddedSparkCountsAndListensOnlyOnTheLoopback() {
        try (CommandSpark spark = CommandSpark.open("test")) {
            SparkSession session = spark.session();
            assertThat(session.range(1000).count()).isEqualTo(1000);
            assertThat(session.conf().get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
            assertThat(session.sparkContext().uiWebUrl().isEmpty()).isTrue();
            assertThat(session.sparkContext().defaultParallelism())
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }
}
