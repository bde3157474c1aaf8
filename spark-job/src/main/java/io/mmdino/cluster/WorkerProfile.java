package io.mmdino.cluster;

import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.resource.TaskResourceRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Cores and GPUs of a task that computes with the model: a worker of a training run, or a task of inference. Other tasks, those of
 * {@code ingest} among them, have what {@code spark.task.cpus} and {@code spark.task.resource.gpu.amount} say.
 *
 * <p>{@value #CPUS} and {@value #GPUS} set them by Spark's stage-level scheduling, on the executors that the application has. Where
 * neither is set, and where the master cannot schedule so, these tasks are as all others.
 */
public final class WorkerProfile {

    /** Setting: cores of such a task. */
    public static final String CPUS = "spark.mmdino.worker.cpus";

    /** Setting: GPUs of such a task, 0 or 1. */
    public static final String GPUS = "spark.mmdino.worker.gpus";

    private static final Logger LOG = LoggerFactory.getLogger(WorkerProfile.class);

    private final ResourceProfile profile;
    private final boolean own;

    private WorkerProfile(ResourceProfile profile, boolean own) {
        this.profile = profile;
        this.own = own;
    }

    /**
     * The profile that the settings of an application ask for, registered with its scheduler.
     *
     * @throws IllegalArgumentException when a setting is no number in its range
     */
    public static WorkerProfile of(SparkContext spark) {
        Optional<ResourceProfile> wanted = wanted(spark);
        if (wanted.isPresent()) {
            try {
                return new WorkerProfile(registered(spark.resourceProfileManager(), wanted.get()), true);
            } catch (Exception e) { // Spark's, which Scala does not declare
                LOG.warn(
                        "this master has no stage-level scheduling ({}): workers get the cores and GPUs of spark.task.*",
                        e.getMessage());
            }
        }
        return new WorkerProfile(spark.resourceProfileManager().defaultResourceProfile(), false);
    }

    /** The equal profile that is registered already, or this one; executors that dynamic allocation has added belong to a profile. */
    private static ResourceProfile registered(ResourceProfileManager known, ResourceProfile wanted) {
        Option<ResourceProfile> equal = known.getEquivalentProfile(wanted);
        if (equal.isDefined()) {
            return equal.get();
        }
        known.addResourceProfile(wanted);
        return wanted;
    }

    private static Optional<ResourceProfile> wanted(SparkContext spark) {
        int cpus = number(spark, CPUS, Integer.MAX_VALUE);
        int gpus = number(spark, GPUS, 1);
        if (spark.isLocal() || cpus == 0 && gpus == 0) {
            return Optional.empty();
        }
        TaskResourceRequests task = new TaskResourceRequests();
        task.cpus(cpus > 0 ? cpus : spark.conf().getInt("spark.task.cpus", 1));
        if (gpus > 0) {
            task.resource("gpu", gpus);
        }
        return Optional.of(new ResourceProfileBuilder().require(task).build());
    }

    private static int number(SparkContext spark, String key, int most) {
        String value = spark.conf().get(key, "0");
        if (!value.matches("\\d{1,6}") || Integer.parseInt(value) > most) {
            throw new IllegalArgumentException(key + " is " + value + ", wanted a whole number of 0 (not set) or more"
                    + (most == 1 ? ", at most 1: start as many workers as there are GPUs" : ""));
        }
        return Integer.parseInt(value);
    }

    /** A copy of the data set whose tasks have these cores and GPUs. */
    public <T> JavaRDD<T> applied(JavaRDD<T> tasks) {
        return own ? tasks.withResources(profile) : tasks;
    }

    /** Number of such tasks that the executors of an application can run at once, by Spark's own check of barrier stages. */
    public int slots(SparkContext spark) {
        return spark.maxNumConcurrentTasks(profile);
    }
}
