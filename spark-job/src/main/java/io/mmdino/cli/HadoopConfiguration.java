package io.mmdino.cli;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.store.StoreDefaults;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** How commands that start no Spark reach Hadoop file systems: as those that do. */
final class HadoopConfiguration {

    private HadoopConfiguration() {}

    /** Hadoop's own files, the {@code spark.hadoop.} settings of Java or spark-submit, and else our limits. */
    static Configuration here() {
        Configuration conf = ExecutorSite.hadoop(new SparkConf());
        StoreDefaults.unsetIn(conf).forEach(conf::set);
        return conf;
    }
}
