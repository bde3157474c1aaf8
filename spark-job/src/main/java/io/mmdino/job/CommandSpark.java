package io.mmdino.job;

import io.mmdino.run.StoreDefaults;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of one command: the one that spark-submit set up, or an embedded one on all cores of this machine
 * that opens no port to the network.
 */
public final class CommandSpark implements AutoCloseable {

    private static final String MASTER = "spark.master";

    private final SparkSession session;

    private CommandSpark(SparkSession session) {
        this.session = session;
    }

    /** @param command shown as the application's name on a cluster */
    public static CommandSpark open(String command) {
        return open(command, 1);
    }

    /** @param tasks that must be able to run at the same time; an embedded Spark has a thread for each core, or for each of these */
    public static CommandSpark open(String command, int tasks) {
        int threads = Math.max(tasks, Runtime.getRuntime().availableProcessors());
        SparkConf conf = new SparkConf()
                .setIfMissing(MASTER, "local[" + threads + "]")
                .setIfMissing("spark.app.name", "mm-dinov2 " + command);
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        // A year by default: a worker that never comes to the rendezvous must end the stage.
        conf.setIfMissing("spark.barrier.sync.timeout", "600");
        // Rounds through the driver bring it whole models.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        // Spark's default lets keys that encrypt objects pass into event logs.
        conf.setIfMissing(
                "spark.redaction.regex", "(?i)secret|password|token|access[.]?key|encryption[.]key|credential");
        StoreDefaults.unsetIn(new Configuration())
                .forEach((key, value) -> conf.setIfMissing("spark.hadoop." + key, value));
        if (conf.get(MASTER).startsWith("local")) {
            embedded(conf);
        } else {
            shareKeys(conf, System.getenv());
        }
        return new CommandSpark(SparkSession.builder().config(conf).getOrCreate());
    }

    public SparkSession session() {
        return session;
    }

    private static void embedded(SparkConf conf) {
        conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        conf.setIfMissing("spark.driver.host", "127.0.0.1");
        conf.setIfMissing("spark.ui.enabled", "false");
        // Two hundred tasks by default: on one machine their overhead is longer than their work.
        conf.setIfMissing(
                "spark.sql.shuffle.partitions", "" + Runtime.getRuntime().availableProcessors());
    }

    /** Spark passes the environment's keys of s3a on to its own readers only; training's workers read by themselves. */
    static void shareKeys(SparkConf conf, Map<String, String> environment) {
        if (!environment.containsKey("AWS_ACCESS_KEY_ID") || !environment.containsKey("AWS_SECRET_ACCESS_KEY")) {
            return;
        }
        conf.setIfMissing("spark.hadoop.fs.s3a.access.key", environment.get("AWS_ACCESS_KEY_ID"));
        conf.setIfMissing("spark.hadoop.fs.s3a.secret.key", environment.get("AWS_SECRET_ACCESS_KEY"));
        if (environment.containsKey("AWS_SESSION_TOKEN")) {
            conf.setIfMissing("spark.hadoop.fs.s3a.session.token", environment.get("AWS_SESSION_TOKEN"));
        }
    }

    @Override
    public void close() {
        session.stop();
    }
}
