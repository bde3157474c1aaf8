package io.mmdino.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.checkpoint.CheckpointException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreFailuresTest {

    private final StoreFailures failures = new StoreFailures("s3a://bucket/run", Duration.ofSeconds(30));

    private void failing(IOException failure) throws IOException {
        failures.named("read _CURRENT", () -> {
            throw failure;
        });
    }

    @Test
    void anAnswerIsHandedOn() throws IOException {
        assertThat(failures.named("read _CURRENT", () -> "text")).isEqualTo("text");
    }

    @Test
    void timeoutsWithoutEndEndWithWhatToDoAndWithoutTheHostsName() {
        assertThatThrownBy(() -> failing(new SocketTimeoutException("node-7.clinic.example did not answer")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cannot read _CURRENT at s3a://bucket/run")
                .hasMessageContaining("the store has refused for 30 s (SocketTimeoutException)")
                .hasMessageNotContaining("clinic");
    }

    @Test
    void whatTheStoreForbidsOrHasNoRoomForIsSaidSo() {
        assertThatThrownBy(() -> failing(new AccessDeniedException("s3a://bucket/run/_CURRENT")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no permission (AccessDeniedException)");
        assertThatThrownBy(() -> failing(new IOException("DSQuotaExceededException: 1 TB")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no space is left");
    }

    @Test
    void whatTheCallerKnowsWhatToDoWithIsHandedOn() {
        for (IOException failure : new IOException[] {
            new FileNotFoundException("none"),
            new InterruptedIOException("interrupted"),
            new CheckpointException("damaged")
        }) {
            assertThatThrownBy(() -> failing(failure)).isSameAs(failure);
        }
    }
}
