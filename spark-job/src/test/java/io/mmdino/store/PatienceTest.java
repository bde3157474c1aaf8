package io.mmdino.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.checkpoint.CheckpointException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final Patience patience = new Patience("s3a://bucket/run", Duration.ofSeconds(30));

    /** It is an InterruptedIOException by its class only: nobody has interrupted this thread. */
    @Test
    void aTimeoutOfTheNetworkIsTriedAgain() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        String answer = patience.ask("read _CURRENT", () -> {
            if (tries.incrementAndGet() == 1) {
                throw new SocketTimeoutException("node-7.clinic.example did not answer");
            }
            return "text";
        });
        assertThat(answer).isEqualTo("text");
        assertThat(tries).hasValue(2);
    }

    @Test
    void timeoutsWithoutEndEndWithWhatToDoAndWithoutTheHostsName() {
        assertThatThrownBy(() -> new Patience("s3a://bucket/run", Duration.ZERO).ask("read _CURRENT", () -> {
                    throw new SocketTimeoutException("node-7.clinic.example did not answer");
                }))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cannot read _CURRENT at s3a://bucket/run")
                .hasMessageContaining("SocketTimeoutException")
                .hasMessageNotContaining("clinic");
    }

    @Test
    void anInterruptEndsTheWaitAtOnce() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() -> patience.ask("read _CURRENT", () -> {
                    tries.incrementAndGet();
                    throw new InterruptedIOException("interrupted");
                }))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(tries).hasValue(1);
    }
}
