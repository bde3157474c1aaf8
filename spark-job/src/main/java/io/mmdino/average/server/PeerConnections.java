package io.mmdino.average.server;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.mmdino.average.PeerException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.agrona.DirectBuffer;

/** A worker's Aeron publications to all peers. Thread-safe. */
final class PeerConnections implements AutoCloseable {

    private static final Duration FINAL_SEND_LIMIT = Duration.ofSeconds(1);
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final ServerMembers members;
    private final PeerStates states;
    private final Duration limit;
    private final Map<Integer, Publication> publications = new ConcurrentHashMap<>();
    /** Held for reading while sending and for writing while closing: a closed Aeron unmaps its buffers. */
    private final ReadWriteLock closeLock = new ReentrantReadWriteLock();

    private volatile boolean closed;

    PeerConnections(ServerMembers members, PeerStates states, Duration limit) {
        this.members = members;
        this.states = states;
        this.limit = limit;
    }

    /** Connects to a peer and waits until it listens; does nothing when already connected. */
    synchronized void connect(Peer peer, Aeron aeron, int stream) {
        if (!publications.containsKey(peer.rank())) {
            Publication publication = aeron.addPublication(peer.channel(), stream);
            long end = System.nanoTime() + limit.toNanos();
            while (!publication.isConnected()) {
                states.check();
                if (closed || System.nanoTime() > end) {
                    throw states.fail(unreachable(peer));
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            publications.put(peer.rank(), publication);
        }
    }

    PeerException unreachable(Peer peer) {
        String reason =
                " has not answered within " + PeerStates.seconds(limit) + "; UDP between workers has to be open";
        return new PeerException(peer.rank(), peer.name() + reason);
    }

    /** Sends bytes to a peer; waits while its buffer is full. */
    void send(Peer peer, DirectBuffer bytes) {
        long end = System.nanoTime() + limit.toNanos();
        while (!offer(peer, bytes)) {
            states.checkAllPresent();
            if (Thread.currentThread().isInterrupted()) {
                throw states.fail(new IllegalStateException("interrupted while sending to " + peer.name()));
            }
            if (closed || System.nanoTime() > end) {
                throw states.fail(new PeerException(
                        peer.rank(), peer.name() + " has taken no update within " + PeerStates.seconds(limit)));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Sends bytes to every peer whose buffer has room; other peers are skipped. */
    void offerOnce(DirectBuffer bytes) {
        members.others().forEach(peer -> offer(peer, bytes));
    }

    /** Sends bytes to every peer, waiting up to a second in total; ignores failures. */
    void sendFinal(DirectBuffer bytes) {
        long end = System.nanoTime() + FINAL_SEND_LIMIT.toNanos();
        for (Peer peer : members.others()) {
            while (!offer(peer, bytes) && System.nanoTime() < end) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private boolean offer(Peer peer, DirectBuffer bytes) {
        closeLock.readLock().lock();
        try {
            Publication publication = publications.get(peer.rank());
            return !closed && publication != null && publication.offer(bytes) > 0;
        } finally {
            closeLock.readLock().unlock();
        }
    }

    /** Ends all sending. */
    @Override
    public void close() {
        closeLock.writeLock().lock();
        closed = true;
        closeLock.writeLock().unlock();
    }
}
