package io.mmdino.store;

import io.mmdino.checkpoint.CheckpointException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries what a store refuses again, after one second, two, four, up to thirty, until its limit has passed since the first
 * failure. What would fail again (no such file, no permission, no space under the quota, a fault of ours) is not tried again.
 *
 * @param place named in errors
 */
record Patience(String place, Duration limit) {

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final long LONGEST_PAUSE_MS = 30_000;
    private static final long FIRST_PAUSE_MS = 1_000;

    /** Something a store is asked for. */
    @FunctionalInterface
    interface Request<T> {
        T run() throws IOException;
    }

    /**
     * @param what completes "cannot ...", such as {@code write checkpoints/step-00000210.safetensors}
     * @throws FileNotFoundException as the request does
     * @throws InterruptedIOException when this thread is interrupted
     * @throws CheckpointException when the store goes on refusing
     */
    <T> T ask(String what, Request<T> request) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
            try {
                return request.run();
            } catch (IOException e) {
                if (isForTheCaller(e)) {
                    throw e;
                }
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0 || isFinal(e)) {
                    throw failure(what, e);
                }
                LOG.warn("cannot {} ({}); trying again for {} s", what, kind(e), left / 1000);
                sleep(Math.min(pause, left));
            }
        }
    }

    /** Not a timeout of the network, which is an InterruptedIOException as well. */
    private static boolean isForTheCaller(IOException e) {
        return e instanceof FileNotFoundException
                || e instanceof CheckpointException
                || e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
    }

    private static boolean isFinal(IOException e) {
        return e instanceof AccessDeniedException || e instanceof AccessControlException || isQuota(e);
    }

    private static boolean isQuota(IOException e) {
        return String.valueOf(e).contains("QuotaExceeded") || String.valueOf(e).contains("No space left");
    }

    private CheckpointException failure(String what, IOException e) {
        String reason = isQuota(e)
                ? "no space is left (" + kind(e) + "); make room or raise the quota"
                : isFinal(e)
                        ? "no permission (" + kind(e) + "); check the credentials and the rights of this address"
                        : "the store has refused for " + limit.toSeconds() + " s (" + kind(e)
                                + "); see that it is up and that the address and fs.* settings are right";
        CheckpointException failure = new CheckpointException("cannot " + what + " at " + place + ": " + reason
                + ". What was written before is whole: start again and the run goes on from it");
        failure.addSuppressed(e); // not as its cause, whose message would be shown
        return failure;
    }

    /** Messages of stores name hosts, requests and accounts: the class says enough. */
    private static String kind(IOException e) {
        Throwable first = e;
        while (first.getCause() instanceof IOException deeper && first != deeper) {
            first = deeper;
        }
        return first.getClass().getSimpleName();
    }

    private static void sleep(long milliseconds) throws InterruptedIOException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a store");
        }
    }
}
