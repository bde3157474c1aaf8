package io.mmdino.cli;

import io.mmdino.claim.BusyException;
import io.mmdino.cluster.ClusterLostException;
import io.mmdino.config.SettingsException;
import io.mmdino.config.UsageException;
import io.mmdino.ingest.IngestException.OtherOutputException;
import io.mmdino.kernel.DeviceException;
import io.mmdino.run.RunWriter.SupersededException;
import io.mmdino.score.ScoreException;
import io.mmdino.storage.FailureKinds;
import io.mmdino.terminal.ExitCode;
import java.util.regex.Pattern;

/** The exit code of a failure, by the kinds of the exception, of its causes and of what it suppresses. */
final class FailureCode {

    /** Messages of Spark when the cluster is gone; Spark has no exceptions for it. */
    private static final Pattern LOST_CLUSTER = Pattern.compile("(?s).*(SparkContext was shut down"
            + "|stopped SparkContext"
            + "|All masters are unresponsive"
            + "|Master removed our application"
            + "|ExecutorLostFailure"
            + "|cancelled because SparkContext was).*");

    private FailureCode() {}

    static int of(Throwable thrown) {
        return FailureKinds.all(thrown).stream()
                .mapToInt(FailureCode::ofOne)
                .filter(code -> code != ExitCode.FAILURE)
                .findFirst()
                .orElse(ExitCode.FAILURE);
    }

    private static int ofOne(Throwable e) {
        if (e instanceof UsageException
                || e instanceof SettingsException
                || e instanceof ScoreException
                || e instanceof OtherOutputException) {
            return ExitCode.USAGE;
        }
        if (e instanceof BusyException || e instanceof SupersededException) {
            return ExitCode.BUSY;
        }
        return e instanceof ClusterLostException
                        || e instanceof DeviceException lost && lost.effect() == DeviceException.Effect.LOST
                        || FailureKinds.isNoSpace(e)
                        || FailureKinds.isUnreachable(e)
                        || isLostCluster(e)
                ? ExitCode.LATER
                : ExitCode.FAILURE;
    }

    private static boolean isLostCluster(Throwable e) {
        boolean ofSpark = e.getClass().getName().startsWith("org.apache.spark.") || e instanceof IllegalStateException;
        return ofSpark && LOST_CLUSTER.matcher(String.valueOf(e.getMessage())).matches();
    }
}
