package io.mmdino.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** How commands that start no Spark reach Hadoop file systems: as Spark would. */
final class HadoopConfiguration {

    private static final String PREFIX = "spark.hadoop.";

    private HadoopConfiguration() {}

    /** Hadoop's own files, and the {@code spark.hadoop.} settings that spark-submit passes on. */
    static Configuration here() {
        Configuration conf = new Configuration();
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(PREFIX)) {
            conf.set(setting._1(), setting._2());
        }
        return conf;
    }
}
