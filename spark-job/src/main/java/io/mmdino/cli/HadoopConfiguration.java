package io.mmdino.cli;

import io.mmdino.store.StoreDefaults;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** How commands that start no Spark reach Hadoop file systems: as those that do. */
final class HadoopConfiguration {

    private static final String PREFIX = "spark.hadoop.";

    private HadoopConfiguration() {}

    /** Hadoop's own files, the {@code spark.hadoop.} settings of Java or spark-submit, and else our limits. */
    static Configuration here() {
        Configuration conf = new Configuration();
        StoreDefaults.unsetIn(conf).forEach(conf::set);
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(PREFIX)) {
            conf.set(setting._1(), setting._2());
        }
        return conf;
    }
}
