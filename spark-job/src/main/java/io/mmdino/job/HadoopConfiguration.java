package io.mmdino.job;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.run.StoreDefaults;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** How commands that start no Spark reach Hadoop file systems: as those that do. */
public final class HadoopConfiguration {

    private HadoopConfiguration() {}

    /** Hadoop's own files, the {@code spark.hadoop.} settings of Java or spark-submit, and else our limits. */
    public static Configuration here() {
        Configuration conf = ExecutorSite.hadoop(new SparkConf());
        StoreDefaults.unsetIn(conf).forEach(conf::set);
        return conf;
    }
}
