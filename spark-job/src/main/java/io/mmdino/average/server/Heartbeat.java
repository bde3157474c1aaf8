package io.mmdino.average.server;

import java.time.Duration;

/** Tells the peers in short intervals that this worker lives, and looks for those that do not. */
final class Heartbeat implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int PER_LIMIT = 10;

    private final PeerStates roll;
    private final ServerTransport transport;
    private final Update pulse;
    private final Duration interval;
    private final Thread thread;

    private Heartbeat(int rank, Duration limit, PeerStates roll, ServerTransport transport) {
        Duration part = limit.dividedBy(PER_LIMIT);
        this.roll = roll;
        this.transport = transport;
        this.pulse = Update.plain(rank, Update.Kind.PULSE);
        this.interval = part.compareTo(LONGEST) < 0 ? part : LONGEST;
        this.thread = new Thread(this::beat, "parameter-server-pulse-" + rank);
        thread.setDaemon(true);
    }

    static Heartbeat start(int rank, Duration limit, PeerStates roll, ServerTransport transport) {
        Heartbeat pulse = new Heartbeat(rank, limit, roll, transport);
        roll.hearAll();
        pulse.thread.start();
        return pulse;
    }

    private void beat() {
        long last = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            long now = System.nanoTime();
            if (now - last > PER_LIMIT / 2 * interval.toNanos()) {
                // It was this worker that slept; what the others sent meanwhile has yet to be read.
                roll.hearAll();
            }
            last = now;
            transport.offerOnce(pulse);
            roll.checkSilence();
            try {
                Thread.sleep(Math.max(1, interval.toMillis()));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LONGEST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
