package io.mmdino.job;

import io.mmdino.average.AveragingSettings.Method;
import io.mmdino.average.server.ParameterServer;
import io.mmdino.cluster.ClusterRun;
import io.mmdino.cluster.RunGauge;
import io.mmdino.cluster.SparkRounds;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.disk.Json;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.run.RunPlace;
import io.mmdino.train.Validator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * Trains with the workers of a Spark application, each on its own studies: by rounds through the driver, or in a barrier stage.
 *
 * @param order for each worker
 */
public record Workers(
        SparkContext spark, Settings settings, WorkerOrder order, RunPlace run, Kernels kernels, Lanes lanes)
        implements TrainingJob.Trainer {

    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d{1,9})(?:,.*)?])?");

    /** Whether training runs on executors: with several workers, or when the master is a cluster. */
    public static boolean areElsewhere(Settings settings) {
        return settings.averaging().workers() > 1 || CommandSpark.isOnCluster();
    }

    /** Checks that the threads of a local master suffice for the workers; only the cluster knows how many slots another has. */
    private static void requireSlots(int workers) {
        String master = new SparkConf().get("spark.master", "");
        Matcher threads = LOCAL.matcher(master);
        if (threads.matches() && Integer.parseInt(Objects.requireNonNullElse(threads.group(1), "1")) < workers) {
            throw new UsageException("the master " + master + " has too few task slots for " + workers
                    + " workers: take --master local[" + workers + "], or ask for fewer workers");
        }
    }

    /**
     * Checks that workers of these settings can run on the cluster of this process.
     *
     * @param workers their number
     * @throws UsageException when a local master has too few threads, Spark changes the number of executors while they run, or
     *     the driver cannot hold the run
     */
    public static void require(Settings settings, int workers) {
        requireSlots(workers);
        SparkConf spark = new SparkConf();
        boolean changes = spark.getBoolean("spark.dynamicAllocation.enabled", false)
                && !spark.get("spark.master", "local").startsWith("local");
        Method method = settings.averaging().method();
        if (changes && method != Method.DRIVER) {
            throw new UsageException(
                    "spark.dynamicAllocation.enabled is true, wanted false for train: its workers run together in"
                            + " one stage, for which Spark then starts no executors; give --conf"
                            + " spark.dynamicAllocation.enabled=false in MMDINO_SUBMIT_OPTS, and executors for "
                            + workers
                            + " workers");
        }
        if (method == Method.DRIVER) {
            UsageException.check(() -> TrainingJob.training(settings, "").requireDrivable(workers));
        }
    }

    @Override
    public void train(Validator validator, TrainProgress progress) throws IOException {
        int workers = order.workers();
        spark.setJobGroup("mm-dinov2 train", "training with " + workers + " workers", false);
        progress.started(run.iterations(), settings.optim().iterations());
        if (settings.averaging().method() == Method.DRIVER) {
            SparkRounds rounds = new SparkRounds(spark, workers, new RoundWorker(Json.write(order)));
            Path folder = run.folder().folder();
            run.train(progress, listener -> TrainingJob.training(settings, order.hash())
                    .drive(rounds, folder, kernels, lanes, validator, listener));
            return;
        }
        if (settings.averaging().method() == Method.PARAMETER_SERVER) {
            ParameterServer.requireUnauthenticated(spark.conf().getBoolean("spark.authenticate", false));
        }
        RunGauge gauge = new RunGauge(spark);
        new ClusterRun(spark, workers, gauge, new Checkpoints(run))
                .run(new TrainingWorker(Json.write(order), gauge), progress::reached);
    }

    private record Checkpoints(RunPlace run) implements ClusterRun.Saved {

        @Override
        public long iterations() throws IOException {
            return run.iterations();
        }

        @Override
        public void want() throws IOException {
            run.request().make();
        }
    }
}
