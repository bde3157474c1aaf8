package io.mmdino.claim;

import io.mmdino.claim.LeaseFile.Lease;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A claim by lease, on file systems whose locks do not end with their owner. The owner renews the lease in its file, from a thread
 * of its own. Whoever finds a lease watches it: renewed, it belongs to a living owner; not renewed for its whole time, its owner is
 * gone. Clocks of machines are never compared.
 *
 * <p>Where a file cannot be created atomically (S3A of Hadoop 3.3), a claimant writes its lease, waits and reads which is there: of
 * several that wrote at once the last has won. That is certain as long as each looks and writes within half the wait; one that has
 * been slower withdraws and begins again. A claimant that stands still in between, or an owner that stands still for longer than its
 * lease, can leave two at work for a moment; the loser finds the other's lease when it renews.
 */
final class LeaseClaim implements Claim {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseClaim.class);
    private static final int TRIES = 5;

    private final LeaseFile file;
    private final String place;
    private final LeaseTimes times;
    private final Thread renewal;
    private Lease lease;
    private Optional<Lease> other = Optional.empty();
    private boolean ended;

    private LeaseClaim(LeaseFile file, String place, LeaseTimes times, Lease lease) {
        this.file = file;
        this.place = place;
        this.times = times;
        this.lease = lease;
        renewal = new Thread(this::renew, "claim-renewal");
        renewal.setDaemon(true);
    }

    static LeaseClaim take(LeaseFile file, String place, Owner owner, LeaseTimes times) throws IOException {
        Lease mine = new Lease(owner, 0);
        for (int tried = 0; tried < TRIES; tried++) {
            if (isMine(file, place, mine, times)) {
                LeaseClaim claim = new LeaseClaim(file, place, times, mine);
                claim.renewal.start();
                return claim;
            }
        }
        throw new IOException("the store of " + place + " answers too slowly to see whether another command is at work"
                + " there; try again later");
    }

    /** Tries once to own the place; false when it is to be tried again. */
    private static boolean isMine(LeaseFile file, String place, Lease mine, LeaseTimes times) throws IOException {
        Optional<Lease> found = file.read();
        if (found.isPresent() && found.get().isOf(mine.owner())) {
            return true; // created by a try whose answer was lost
        }
        if (found.isPresent()) {
            watch(file, place, found.get(), times);
        }
        long looked = System.nanoTime();
        Optional<Lease> there = file.read();
        if (!there.equals(found) && there.isPresent()) {
            throw there.get().owner().isAt(place);
        }
        if (there.isEmpty() && file.createsOnce()) {
            return file.create(mine);
        }
        file.write(mine);
        if (System.nanoTime() - looked > times.deciding().toNanos()) {
            file.delete(mine.owner());
            return false;
        }
        sleep(times.settling());
        Optional<Lease> left = file.read();
        if (left.isPresent() && !left.get().isOf(mine.owner())) {
            throw left.get().owner().isAt(place);
        }
        return left.isPresent();
    }

    /**
     * Watches another's lease until it is given up or has run out.
     *
     * @throws BusyException when it is renewed
     */
    private static void watch(LeaseFile file, String place, Lease first, LeaseTimes times) throws IOException {
        LOG.info(
                "looking whether a {} is still at work in the output",
                first.owner().command());
        long began = System.nanoTime();
        while (System.nanoTime() - began < times.lease().toNanos()) {
            sleep(times.settling());
            Optional<Lease> now = file.read();
            if (now.isEmpty()) {
                return;
            }
            if (!now.get().equals(first)) {
                throw now.get().owner().isAt(place);
            }
        }
        LOG.warn(
                "a {} that was at work in the output is gone; its place is taken over",
                first.owner().command());
    }

    private void renew() {
        while (true) {
            try {
                sleep(times.betweenRenewals());
                if (!renewOnce()) {
                    return;
                }
            } catch (InterruptedIOException e) {
                return; // closed
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "the claim on the output could not be renewed ({}); trying again",
                        e.getClass().getSimpleName());
            }
        }
    }

    /** Renews the lease, also when it is missing; false when another has it. */
    private synchronized boolean renewOnce() throws IOException {
        if (ended) {
            return false;
        }
        Optional<Lease> there = file.read();
        if (there.isPresent() && !there.get().isOf(lease.owner())) {
            other = there;
            LOG.error("another command has taken over the output, as this one stood still; this one will fail");
            return false;
        }
        lease = lease.renewed();
        file.writeOnce(lease);
        return true;
    }

    @Override
    public synchronized void requireHeld() throws BusyException {
        if (other.isPresent()) {
            throw other.get().owner().isAt(place);
        }
    }

    /** Stops renewing and leaves the lease where it is, as a process that dies does. */
    void abandon() {
        synchronized (this) {
            ended = true;
        }
        renewal.interrupt(); // asleep, because it works under this lock and no more once it has ended
    }

    @Override
    public void close() throws IOException {
        if (isEnded()) {
            return;
        }
        abandon();
        requireHeld();
        try {
            file.delete(lease.owner());
        } catch (IOException e) {
            LOG.warn(
                    "the claim on the output stays until its lease has run out ({})",
                    e.getClass().getSimpleName());
        }
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private static void sleep(Duration time) throws InterruptedIOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the claim on an output");
        }
    }
}
