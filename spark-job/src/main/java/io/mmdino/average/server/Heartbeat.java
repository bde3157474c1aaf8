package io.mmdino.average.server;

import java.time.Duration;

/**
 * Heartbeats to all peers, ten per time limit and at least one a second, and the check for peers whose own heartbeats are missing.
 * Runs in a daemon thread.
 */
final class Heartbeat implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int PER_LIMIT = 10;

    private final PeerStates states;
    private final ServerTransport transport;
    private final Update message;
    private final Duration interval;
    private final Thread thread;

    private Heartbeat(int rank, Duration limit, PeerStates states, ServerTransport transport) {
        Duration part = limit.dividedBy(PER_LIMIT);
        this.states = states;
        this.transport = transport;
        this.message = Update.plain(rank, Update.Kind.HEARTBEAT);
        this.interval = part.compareTo(LONGEST) < 0 ? part : LONGEST;
        this.thread = new Thread(this::beat, "parameter-server-heartbeat-" + rank);
        thread.setDaemon(true);
    }

    static Heartbeat start(int rank, Duration limit, PeerStates states, ServerTransport transport) {
        Heartbeat heartbeat = new Heartbeat(rank, limit, states, transport);
        states.resetSilence();
        heartbeat.thread.start();
        return heartbeat;
    }

    private void beat() {
        long last = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            long now = System.nanoTime();
            if (now - last > PER_LIMIT / 2 * interval.toNanos()) {
                // This worker itself was suspended; what the others sent meanwhile has not been read yet.
                states.resetSilence();
            }
            last = now;
            transport.offerOnce(message);
            states.checkSilence();
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
