package io.mmdino.job;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.run.StoreDefaults;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of one command. Under spark-submit it is a session on the cluster that spark-submit names; otherwise it is an
 * embedded one on all cores of this machine, which listens on the loopback interface only.
 */
public final class CommandSpark implements AutoCloseable {

    private static final String MASTER = "spark.master";

    private final SparkSession session;

    private CommandSpark(SparkSession session) {
        this.session = session;
    }

    /**
     * Opens a session for a command that needs no number of tasks at the same time.
     *
     * @param command shown as the application's name on a cluster
     */
    public static CommandSpark open(String command) {
        return open(command, 1);
    }

    /**
     * Opens a session on the master that spark-submit has set, or an embedded one where none is set. Both get time limits and the
     * redaction of secrets and paths; a cluster also gets the keys of s3a from the environment.
     *
     * @param command shown as the application's name on a cluster
     * @param tasks number of tasks that must be able to run at the same time. An embedded Spark gets a thread for each, or for each
     *     core if there are more; on a cluster the number has no effect here, see {@link io.mmdino.cluster.BarrierStage}
     */
    public static CommandSpark open(String command, int tasks) {
        int threads = Math.max(tasks, Runtime.getRuntime().availableProcessors());
        SparkConf conf = new SparkConf()
                .setIfMissing(MASTER, "local[" + threads + "]")
                .setIfMissing("spark.app.name", "mm-dinov2 " + command);
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        // The default is a year: a worker that does not come to the rendezvous must end the stage.
        conf.setIfMissing("spark.barrier.sync.timeout", "600");
        // In rounds through the driver its results are whole models.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        EnvironmentPage.redact(conf, command);
        StoreDefaults.unsetIn(new Configuration())
                .forEach((key, value) -> conf.setIfMissing("spark.hadoop." + key, value));
        if (conf.get(MASTER).startsWith("local")) {
            embedded(conf);
        } else {
            shareKeys(conf, System.getenv());
        }
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        // Stages that say more of themselves do so by a group of their own.
        session.sparkContext().setJobGroup("mm-dinov2 " + command, command, false);
        return new CommandSpark(session);
    }

    /** Whether this command runs on a cluster: spark-submit has set a master that is not local. */
    public static boolean isOnCluster() {
        return !new SparkConf().get(MASTER, "local").startsWith("local");
    }

    /**
     * Hadoop's configuration for commands that start no Spark: Hadoop's own files, the {@code spark.hadoop.} settings of Java or
     * spark-submit, and this project's defaults where neither has a value.
     */
    public static Configuration hadoop() {
        Configuration conf = ExecutorSite.hadoop(new SparkConf());
        StoreDefaults.unsetIn(conf).forEach(conf::set);
        return conf;
    }

    /** A session that starts when it is first used, because a start takes seconds; {@link #close} stops it if it was started. */
    public static final class Lazy implements Supplier<SparkSession>, AutoCloseable {

        private final String command;
        private Optional<CommandSpark> spark = Optional.empty();

        /** @param command shown as the application's name on a cluster */
        public Lazy(String command) {
            this.command = command;
        }

        @Override
        public synchronized SparkSession get() {
            if (spark.isEmpty()) {
                spark = Optional.of(open(command));
            }
            return spark.get().session();
        }

        @Override
        public synchronized void close() {
            spark.ifPresent(CommandSpark::close);
        }
    }

    /** The session; {@link #close} stops it. */
    public SparkSession session() {
        return session;
    }

    private static void embedded(SparkConf conf) {
        conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        conf.setIfMissing("spark.driver.host", "127.0.0.1");
        conf.setIfMissing("spark.ui.enabled", "false");
        // The default is 200 tasks, whose overhead on one machine is longer than their work.
        conf.setIfMissing(
                "spark.sql.shuffle.partitions", "" + Runtime.getRuntime().availableProcessors());
    }

    /**
     * Copies the environment's keys of s3a into the settings. Spark passes them on to its own readers only, but the workers of a
     * training run read by themselves.
     */
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
