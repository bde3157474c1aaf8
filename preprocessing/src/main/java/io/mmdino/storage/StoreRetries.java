package io.mmdino.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.InvalidRequestException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats failed requests to a store, after pauses that double up to thirty seconds, until the limit since the first failure has
 * passed. Requests that would fail again (no such file, no permission, no space under the quota, damage) are not repeated.
 *
 * <p>The clients of stores repeat some requests themselves, but not all: a connection that is cut while a file is read ends an S3A
 * stream as if the file ended, and several failures in a row end it with an error.
 *
 * @param limit time from the first failure of a request to its last repetition
 * @param pause time before the first repetition
 */
public record StoreRetries(Duration limit, Duration pause) {

    /** Hadoop key of the limit, such as {@code 90s} or, in seconds, {@code 90}; 60 s by default. */
    public static final String TIMEOUT = "mmdino.store.timeout";

    /** Hadoop key of the pause, such as {@code 500ms}; 1 s by default. */
    public static final String PAUSE = "mmdino.store.pause";

    private static final Logger LOG = LoggerFactory.getLogger(StoreRetries.class);
    private static final long LONGEST_PAUSE_MS = 30_000;

    private static final String S3A = "org.apache.hadoop.fs.s3a.";

    /** Exceptions of S3A that are final, by name because the module of S3A is not on the class path of preprocessing. */
    private static final Set<String> FINAL_OF_S3A = Set.of(
            S3A + "AWSBadRequestException",
            S3A + "AWSRedirectException",
            S3A + "CredentialInitializationException",
            S3A + "UnknownStoreException",
            S3A + "auth.NoAuthWithAWSException");

    /** A request to a store, which is repeated as a whole. */
    @FunctionalInterface
    public interface Request<T> {
        T run() throws IOException;
    }

    /** Retries with the limit and the pause of a configuration. */
    public static StoreRetries setIn(Configuration conf) {
        return new StoreRetries(
                Duration.ofMillis(conf.getTimeDuration(TIMEOUT, 60, TimeUnit.SECONDS, TimeUnit.MILLISECONDS)),
                Duration.ofMillis(conf.getTimeDuration(PAUSE, 1, TimeUnit.SECONDS, TimeUnit.MILLISECONDS)));
    }

    /**
     * Runs a request, and repeats it when it fails.
     *
     * @param what completes "cannot ..." in the log; names no file, because files of archives are named after patients
     * @throws InterruptedIOException when this thread is interrupted
     * @throws IOException the request's last failure
     */
    public <T> T run(String what, Request<T> request) throws IOException {
        long wait = pause.toMillis();
        long until = Long.MAX_VALUE;
        while (true) {
            try {
                return request.run();
            } catch (IOException e) {
                if (isFinal(e)) {
                    throw e;
                }
                long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
                until = until == Long.MAX_VALUE ? now + limit.toMillis() : until;
                if (now >= until) {
                    throw e;
                }
                LOG.warn("cannot {} ({}); trying again for {} s", what, kind(e), (until - now) / 1000);
                sleep(Math.min(wait, until - now));
                wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
            }
        }
    }

    /** Whether the same request would fail again, or the request was given up by this process. */
    public static boolean isFinal(IOException e) {
        return isOfThisProject(e)
                || e instanceof FileNotFoundException
                || e instanceof FileSystemException
                || e instanceof AccessControlException
                || isQuota(e)
                || isInterrupt(e)
                || e instanceof ChecksumException
                || e instanceof FileAlreadyExistsException
                || e instanceof InvalidRequestException
                || e instanceof ParentNotDirectoryException
                || e instanceof PathIOException
                || e instanceof UnsupportedFileSystemException
                || isFinalOfS3a(e);
    }

    /** Whether the exception is of this project. These report a content or a state, which repeating does not change. */
    private static boolean isOfThisProject(IOException e) {
        return e.getClass().getName().startsWith("io.mmdino.") && !(e instanceof EarlyEndException);
    }

    /** Whether the store refuses these credentials. */
    public static boolean isPermission(IOException e) {
        return e instanceof AccessDeniedException || e instanceof AccessControlException;
    }

    /** Whether there is no space left, or none under a quota. */
    public static boolean isQuota(IOException e) {
        String text = String.valueOf(e);
        return text.contains("QuotaExceeded") || text.contains("No space left") || text.contains("Disk quota exceeded");
    }

    /** Whether this thread was interrupted; a timeout of the network is an InterruptedIOException as well. */
    public static boolean isInterrupt(IOException e) {
        return e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
    }

    private static boolean isFinalOfS3a(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (FINAL_OF_S3A.contains(cause.getClass().getName())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Class name of a failure, for the log. Messages of stores name hosts, requests, accounts and files, and are not safe to
     * show.
     */
    public static String kind(IOException e) {
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
