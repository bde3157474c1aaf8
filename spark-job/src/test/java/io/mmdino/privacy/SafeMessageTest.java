package io.mmdino.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.SdkClientException;
import io.mmdino.shard.ShardException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.fs.s3a.AWSClientIOException;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeMessageTest {

    private final SafeMessage message =
            new SafeMessage(List.of("ingest", "--input", "/data/archive", "--output=shards"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cannot list /data/archive                        | cannot list /data/archive
                    cannot read /data/archive/sub-Smith/t1.nii.gz    | cannot read /data/archive/...
                    /data/archive/Smith John/t1 post.nii.gz is empty | /data/archive/... is empty
                    file:/data/archive/sub-Smith/t1.nii is empty     | /data/archive/... is empty
                    cannot write shards/part-0.parquet               | cannot write shards/...
                    cannot read /mnt/scans/smith_john/x.dcm          | cannot read (path left out)
                    cannot read s3a://bucket/smith/x.dcm: 404        | cannot read (path left out): 404
                    cannot make /data/.archive.partial-12/a          | cannot make /data/archive/...
                    shards differs from /data/archive of a/b         | shards differs from /data/archive of a/b
                    cannot read other/smith.nii.gz                   | cannot read (path left out)
                    s3a://me:hunter2@bucket refused                  | (path left out) refused
                    fs.s3a.secret.key=hunter2 refused                | fs.s3a.secret.key=(left out) refused
                    a share and/or a count of 3/4 is wanted          | a share and/or a count of 3/4 is wanted
                    """)
    void pathsAreShownOnlyAsFarAsTheUserTypedThem(String thrown, String shown) {
        assertThat(message.of(new IllegalStateException(thrown))).isEqualTo(shown);
    }

    @Test
    void aWrapperGivesWayToItsCause() {
        IOException cause = new IOException("the stream ends early");
        assertThat(message.of(
                        new SparkException("Job aborted", new ExecutionException(new UncheckedIOException(cause)))))
                .isEqualTo("IOException: the stream ends early");
    }

    @Test
    void aCauseThatSaysMoreIsAdded() {
        assertThat(message.of(new IllegalStateException("no checkpoint", new IllegalStateException("bad magic"))))
                .isEqualTo("no checkpoint: bad magic");
    }

    @Test
    void whatATaskOfSparkSaidIsSaidOnceWithoutSparksWordsAndStack() {
        SparkException spark = new SparkException(
                "Job aborted due to stage failure: Task 3 in stage 1.0 failed 4 times, most recent failure: Lost task 3.3 in"
                        + " stage 1.0 (TID 9) (127.0.0.1 executor 1): io.mmdino.shard.ShardException: the folder is empty\n"
                        + "\tat io.mmdino.shard.ShardFolder.finished(ShardFolder.java:73)\n\nDriver stacktrace:");
        assertThat(message.of(new IllegalStateException("cutting failed", spark)))
                .isEqualTo("cutting failed: the folder is empty");
        assertThat(message.of(spark)).isEqualTo("the folder is empty");
    }

    @Test
    void whatAWorkerOfABarrierStageSaidIsSaidToo() {
        SparkException spark = new SparkException(
                "Job aborted due to stage failure: Could not recover from a failed barrier ResultStage. Most recent failure"
                        + " reason: Stage failed because barrier task ResultTask(0, 1) finished unsuccessfully.\n"
                        + "java.io.IOException: the stream ends early\n\tat io.mmdino.job.TrainingWorker.call(A.java:1)");
        assertThat(message.of(new IllegalStateException("workers were lost", spark)))
                .isEqualTo("workers were lost: IOException: the stream ends early");
    }

    @Test
    void aLostExecutorIsToldInSparksOwnWords() {
        SparkException spark =
                new SparkException("Job aborted due to stage failure: ExecutorLostFailure (executor 0 exited"
                        + " unrelated to the running tasks) Reason: Command exited with code 137\nDriver stacktrace:");
        assertThat(message.of(new IllegalStateException("cutting failed", spark)))
                .endsWith("Reason: Command exited with code 137");
    }

    @Test
    void thatAFileIsNotThereIsSaidOnce() {
        assertThat(message.of(
                        new ShardException("shards is not there", new FileNotFoundException("no shards/_CURRENT"))))
                .isEqualTo("shards is not there");
    }

    @Test
    void whatAStoreRefusesSaysWhatToDoAndNothingOfItsRequests() {
        SafeMessage typed = new SafeMessage(List.of("--input", "s3a://mri/archive"));
        String key = "s3a://mri/archive/smith.nii: getFileStatus: Request ID 44425";
        assertThat(typed.of(new UnknownStoreException("s3a://mri/archive/smith", key)))
                .isEqualTo("the store has no bucket for s3a://mri/archive/...; check the address and the endpoint");
        assertThat(typed.of(new AccessDeniedException(key)))
                .startsWith("no permission for s3a://mri/archive/...; check the credentials");
        IOException unreachable = new AWSClientIOException(
                "getFileStatus on " + key, new SdkClientException(new ConnectException("10.0.0.1")));
        assertThat(typed.of(unreachable))
                .startsWith("cannot reach s3a://mri/archive/... (ConnectException): see that the store is up");
        assertThat(typed.of(new IllegalStateException("cannot list", unreachable)))
                .startsWith("cannot list: cannot reach s3a://mri/archive/...")
                .doesNotContain("44425", "10.0.0.1");
    }

    @Test
    void faultsOfFilesAreSaidInWords() {
        assertThat(message.of(new NoSuchFileException("/data/archive/Smith/a.nii")))
                .isEqualTo("no such file or folder: \"/data/archive/...\"");
        assertThat(message.of(new AccessDeniedException("/root/Smith John")))
                .isEqualTo("no permission for the file or folder: \"(path left out)\"");
        assertThat(message.of(new FileNotFoundException("/data/archive/Smith (Permission denied)")))
                .isEqualTo("/data/archive/... (Permission denied)");
    }

    @Test
    void aFullDiskSaysWhatToDo() {
        assertThat(message.of(new UncheckedIOException(new IOException("write: No space left on device"))))
                .isEqualTo("the disk is full; free some space and run the command again");
    }

    @Test
    void anExceptionWithoutAMessageIsStillNamed() {
        assertThat(message.of(new ArrayStoreException()))
                .isEqualTo("an unforeseen ArrayStoreException; --stacktrace shows where");
    }

    @Test
    void theMessageIsOneLineOfBoundedLength() {
        String text = message.of(new IllegalStateException("word\n".repeat(500)));
        assertThat(text).doesNotContain("\n").hasSizeLessThan(410);
    }
}
