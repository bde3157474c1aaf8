package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.checkpoint.CheckpointException;
import io.mmdino.claim.BusyException;
import io.mmdino.cluster.ClusterLostException;
import io.mmdino.cluster.WorkerException;
import io.mmdino.config.UsageException;
import io.mmdino.disk.DamagedFileException;
import io.mmdino.ingest.IngestException;
import io.mmdino.ingest.IngestException.OtherOutputException;
import io.mmdino.kernel.DeviceException;
import io.mmdino.score.ScoreException;
import io.mmdino.shard.ShardException;
import io.mmdino.storage.FailureKinds.NoSpaceException;
import io.mmdino.terminal.ExitCode;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.apache.hadoop.fs.s3a.AWSClientIOException;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

/** Which kinds of exceptions a scheduler may try again, as they come: wrapped, as causes and suppressed. */
class FailureCodeTest {

    @Test
    void whatIsMissingForNowMayGoBetterAnotherTime() {
        for (Exception kind : List.of(
                new ConnectException("Connection refused"),
                new NoRouteToHostException("no route"),
                new SocketException("Connection reset"),
                new SocketTimeoutException("timed out"),
                new UnknownHostException("s3.hospital.example"),
                new AWSClientIOException("PUT", new com.amazonaws.SdkClientException("Unable to execute")),
                new StandbyException("standby"),
                new RemoteException(
                        "org.apache.hadoop.hdfs.server.namenode.SafeModeException", "Name node is in safe mode"),
                new NoSpaceException("the cache needs 5 bytes, free are 3"),
                new IOException("No space left on device"),
                new FileSystemException("/data/x", null, "Disk quota exceeded"),
                new DSQuotaExceededException("The DiskSpace quota is exceeded"),
                new SparkException("Job aborted: java.io.IOException: No space left on device"),
                new DeviceException("CUDA_ERROR_LAUNCH_FAILED", DeviceException.Effect.LOST),
                new ClusterLostException("workers were lost again and again"),
                new SparkException("Job 3 cancelled because SparkContext was shut down"),
                new IllegalStateException("Cannot call methods on a stopped SparkContext"),
                new SparkException("Job aborted due to stage failure: ExecutorLostFailure (executor 3 exited)"))) {
            requireInEveryWrapping(kind, ExitCode.LATER);
        }
    }

    @Test
    void aPlaceWhereAnotherWorksIsBusy() {
        requireInEveryWrapping(new BusyException("another train is at work"), ExitCode.BUSY);
    }

    @Test
    void whatTheCommandWasGivenIsUsage() {
        requireInEveryWrapping(new UsageException("--output is a file"), ExitCode.USAGE);
        requireInEveryWrapping(new ScoreException("the output is not empty"), ExitCode.USAGE);
        requireInEveryWrapping(new OtherOutputException("the output was cut with other settings"), ExitCode.USAGE);
    }

    @Test
    void everythingElseHasFailedAndFailsAgain() {
        for (Exception kind : List.of(
                new IllegalStateException("the checkpoint ends early"),
                new DamagedFileException("settings.yaml is damaged"),
                new CheckpointException("step-00000002.safetensors is damaged"),
                new ShardException("a shard is damaged"),
                new IngestException("no study"),
                new WorkerException("worker 1: kernels 'cuda' cannot run here"),
                new SparkException("Job aborted due to stage failure: Task 0 failed 4 times: NullPointerException"),
                new AccessDeniedException("/data"),
                new FileNotFoundException("/data/x"),
                new EOFException("the file ends at byte 7"),
                new RemoteException("org.apache.hadoop.security.AccessControlException", "denied"),
                new OutOfMemoryErrorLike())) {
            requireInEveryWrapping(kind, ExitCode.FAILURE);
        }
    }

    @Test
    void causesThatLeadInACircleEnd() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);
        assertThat(FailureCode.of(one)).isEqualTo(ExitCode.FAILURE);
    }

    private static void requireInEveryWrapping(Exception kind, int code) {
        IOException suppressing = new IOException("cannot write");
        suppressing.addSuppressed(kind);
        IOException io = kind instanceof IOException own ? own : new IOException(kind);
        for (Exception thrown : List.of(
                kind,
                new CheckpointException("cannot write step-00000002.safetensors", kind),
                new UncheckedIOException(io),
                new RuntimeException(new SparkException("Job aborted", kind)),
                suppressing)) {
            assertThat(FailureCode.of(thrown)).as(thrown + " of " + kind).isEqualTo(code);
        }
    }

    private static final class OutOfMemoryErrorLike extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
