package io.mmdino.ingest;

import org.apache.spark.sql.SparkSession;

/** One Spark session for all tests of the JVM: two threads, no UI. */
final class LocalSpark {

    private LocalSpark() {}

    static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("ingest tests")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                // what a cluster may be set to: records and lambdas have to travel all the same
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.hadoop.fs.full.impl", FullDisk.class.getName())
                .getOrCreate();
    }
}
