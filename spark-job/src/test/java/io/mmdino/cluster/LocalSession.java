package io.mmdino.cluster;

import org.apache.spark.sql.SparkSession;

/** A Spark session with two slots in this process that listens on the loopback interface only. */
final class LocalSession {

    private LocalSession() {}

    static SparkSession open() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }
}
