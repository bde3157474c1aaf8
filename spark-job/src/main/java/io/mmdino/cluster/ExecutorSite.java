package io.mmdino.cluster;

import io.mmdino.average.Averager;
import io.mmdino.average.RingAverager;
import io.mmdino.average.Security;
import io.mmdino.average.server.ParameterServer;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import scala.Tuple2;

/** Resources of a worker on the executor that Spark runs it on: ring, parameter server, Hadoop settings, GPU and lanes. */
public final class ExecutorSite {

    private static final String HADOOP = "spark.hadoop.";

    private ExecutorSite() {}

    /**
     * Opens the ring of a barrier stage's tasks, with the application's secret where Spark authenticates. It adds in the host's memory,
     * also when the workers compute on GPUs, because the network delivers values there. Open it after the worker's kernels are chosen,
     * because it starts ND4J.
     *
     * @param timeout longest wait for a peer
     */
    public static Averager ring(BarrierTaskContext context, Duration timeout) {
        SparkEnv here = SparkEnv.get();
        Map<String, String> settings = new HashMap<>();
        for (Tuple2<String, String> setting : here.conf().getAll()) {
            settings.put(setting._1(), setting._2());
        }
        Security security = new Security(settings, here.conf().getAppId(), here.securityManager());
        return RingAverager.open(
                context.partitionId(),
                context.numPartitions(),
                context::allGather,
                security,
                host(),
                0,
                KernelChoice.onHost(),
                timeout);
    }

    /**
     * A function that opens the parameter server of a barrier stage's task with its starting weights. It listens on the executor's
     * address only.
     *
     * @param limit longest wait for a peer
     * @param threshold smallest movement of a weight that is sent at first
     */
    public static Function<ParameterVector, ParameterServer> parameterServer(
            BarrierTaskContext context, Kernels kernels, Duration limit, double threshold) {
        ParameterServer.Worker worker =
                new ParameterServer.Worker(context.partitionId(), context.numPartitions(), host(), limit);
        return start -> ParameterServer.open(worker, context::allGather, kernels, start, threshold);
    }

    /** Address by which other executors reach this one. */
    public static String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    /** Number of times that Spark tries a task before it fails the stage; an embedded Spark tries once. */
    public static int attempts() {
        SparkConf conf = SparkEnv.get().conf();
        return conf.get("spark.master", "").startsWith("local") ? 1 : conf.getInt("spark.task.maxFailures", 4);
    }

    /** Identifies the application that this process works for. */
    public static String application() {
        return SparkEnv.get().conf().getAppId();
    }

    /** Hadoop's own files with the application's {@code spark.hadoop.} settings. */
    public static Configuration hadoop() {
        return hadoop(SparkEnv.get().conf());
    }

    /** Hadoop's own files with the {@code spark.hadoop.} settings of a Spark configuration. */
    public static Configuration hadoop(SparkConf spark) {
        Configuration conf = new Configuration();
        for (Tuple2<String, String> setting : spark.getAllWithPrefix(HADOOP)) {
            conf.set(setting._1(), setting._2());
        }
        return conf;
    }

    /**
     * CUDA for a task: the GPU that Spark has assigned to it. The embedded Spark assigns none; its tasks share the first GPU.
     */
    public static Cuda cuda(TaskContext context) {
        return SparkEnv.get().conf().get("spark.master", "").startsWith("local")
                ? Cuda.here()
                : Cuda.assigned(AssignedGpu.of(context.resourcesJMap()));
    }

    /**
     * Lanes of one worker, for the GPU that it computes on, if any.
     *
     * @param wanted number of lanes; 0 takes one for each core that Spark gives the task
     */
    public static Lanes lanes(TaskContext context, Cuda cuda, int wanted) {
        return Lanes.on(cuda, wanted > 0 ? wanted : context.cpus());
    }
}
