package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class LocalSparkTest {

    @Test
    void theEmbeddedSparkCountsAndListensOnlyOnTheLoopback() {
        try (LocalSpark spark = LocalSpark.open("test")) {
            SparkSession session = spark.session();
            assertThat(session.range(1000).count()).isEqualTo(1000);
            assertThat(session.conf().get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
            assertThat(session.sparkContext().uiWebUrl().isEmpty()).isTrue();
            assertThat(spark.parallelism()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }
}
