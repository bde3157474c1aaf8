package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointException;
import io.mmdino.storage.StorageException;
import io.mmdino.storage.StoreRetries;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Turns failures of requests to the store of a run into messages with cause and advice.
 *
 * @param place the run's address
 * @param limit for how long a request was repeated before
 */
record StoreFailures(String place, Duration limit) {

    /** The store has refused a request. What it holds may be whole. */
    static final class RefusalException extends CheckpointException {

        private RefusalException(String message) {
            super(message);
        }
    }

    /**
     * Runs a request.
     *
     * @param what words that complete "cannot ...", such as {@code write checkpoints/step-00000210.safetensors}
     * @throws FileNotFoundException when the request throws it
     * @throws InterruptedIOException when this thread is interrupted
     * @throws CheckpointException for any other failure
     */
    <T> T named(String what, StoreRetries.Request<T> request) throws IOException {
        try {
            return request.run();
        } catch (FileNotFoundException | CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw StoreRetries.isInterrupt(e) ? e : failure(what, e);
        }
    }

    private RefusalException failure(String what, IOException e) {
        RefusalException failure = new RefusalException("cannot " + what + " at " + place + ": " + reason(e)
                + ". What was written before is whole: start again and the run goes on from it");
        failure.addSuppressed(e); // not as the cause, whose message would be shown
        return failure;
    }

    private String reason(IOException e) {
        if (e instanceof StorageException) {
            return e.getMessage();
        }
        String kind = StoreRetries.kind(e);
        if (StoreRetries.isQuota(e)) {
            return "no space is left (" + kind + "); make room or raise the quota";
        }
        if (StoreRetries.isPermission(e)) {
            return "no permission (" + kind + "); check the credentials and the rights of this address";
        }
        if (StoreRetries.isFinal(e)) {
            return "the store refuses (" + kind + "); check the address and the fs.* settings";
        }
        return "the store has refused for " + limit.toSeconds() + " s (" + kind
                + "); see that it is up and that the address and fs.* settings are right";
    }
}
