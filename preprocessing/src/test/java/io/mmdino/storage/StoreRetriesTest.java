package io.mmdino.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreRetriesTest {

    private final StoreRetries retries = new StoreRetries(Duration.ofSeconds(30), Duration.ofMillis(1));

    private final AtomicInteger tries = new AtomicInteger();

    private String failing(StoreRetries some, int times, IOException failure) throws IOException {
        return some.run("read", () -> {
            if (tries.incrementAndGet() <= times) {
                throw failure;
            }
            return "text";
        });
    }

    static Stream<IOException> passing() {
        return Stream.of(
                new SocketTimeoutException("an InterruptedIOException by its class, and nobody has interrupted"),
                new EOFException("cut"),
                new java.net.ConnectException("refused"),
                new java.net.UnknownHostException("store.example"),
                new IOException("500"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void whatMayPassIsTriedAgain(IOException failure) throws IOException {
        assertThat(failing(retries, 3, failure)).isEqualTo("text");
        assertThat(tries).hasValue(4);
    }

    static Stream<IOException> lasting() {
        return Stream.of(
                new FileNotFoundException("none"),
                new NoSuchFileException("none on the local disk"),
                new AccessDeniedException("s3a://bucket/file"),
                new AccessControlException("hdfs"),
                new ChecksumException("damaged", 17),
                new PathIOException("file", "it was replaced"),
                new IOException("No space left on device"),
                new IOException("DSQuotaExceededException"),
                new StorageException("replaced"),
                new InterruptedIOException("interrupted"));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void whatWouldFailAgainIsNotTriedAgain(IOException failure) {
        assertThatThrownBy(() -> failing(retries, 1, failure)).isSameAs(failure);
        assertThat(tries).hasValue(1);
    }

    @Test
    void failuresWithoutEndEndWithTheLastOneAfterTheLimit() {
        IOException failure = new IOException("500");
        StoreRetries brief = new StoreRetries(Duration.ofMillis(50), Duration.ofMillis(1));
        assertThatThrownBy(() -> failing(brief, Integer.MAX_VALUE, failure)).isSameAs(failure);
        assertThat(tries).hasValueGreaterThan(1);
    }

    /** A long download that fails late is repeated too, because the limit is measured from the first failure. */
    @Test
    void theLimitBeginsWithTheFirstFailure() throws IOException {
        StoreRetries brief = new StoreRetries(Duration.ofMillis(200), Duration.ofMillis(1));
        String text = brief.run("read", () -> {
            if (tries.incrementAndGet() > 1) {
                return "text";
            }
            pause(300);
            throw new IOException("500");
        });
        assertThat(text).isEqualTo("text");
    }

    @Test
    void theLimitIsSetInSecondsOrWithAUnit() {
        Configuration conf = new Configuration(false);
        assertThat(StoreRetries.setIn(conf)).isEqualTo(new StoreRetries(Duration.ofMinutes(1), Duration.ofSeconds(1)));
        conf.set(StoreRetries.TIMEOUT, "90");
        conf.set(StoreRetries.PAUSE, "20ms");
        assertThat(StoreRetries.setIn(conf)).isEqualTo(new StoreRetries(Duration.ofSeconds(90), Duration.ofMillis(20)));
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();
        StoreRetries slow = new StoreRetries(Duration.ofDays(1), Duration.ofDays(1));
        assertThatThrownBy(() -> failing(slow, 1, new IOException("500"))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
