package io.mmdino.cluster;

import org.apache.spark.sql.SparkSession;

/** A Spark of two slots in this process, which opens no port to the network. */
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
