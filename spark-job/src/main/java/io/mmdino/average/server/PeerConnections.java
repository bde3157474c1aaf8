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

/** A worker's ways to its peers. Any thread. */
final class PeerConnections implements AutoCloseable {

    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final long NAP = TimeUnit.MICROSECONDS.toNanos(200);

    private final ServerMembers members;
    private final PeerStates roll;
    private final Duration limit;
    private final Map<Integer, Publication> publications = new ConcurrentHashMap<>();
    /** Aeron's buffers are gone once it is closed, so that nobody may be sending then. */
    private final ReadWriteLock gate = new ReentrantReadWriteLock();

    private volatile boolean closed;

    PeerConnections(ServerMembers members, PeerStates roll, Duration limit) {
        this.members = members;
        this.roll = roll;
        this.limit = limit;
    }

    /** Waits until a peer listens; does nothing where it is known to. */
    synchronized void connect(Peer peer, Aeron aeron, int stream) {
        if (!publications.containsKey(peer.rank())) {
            Publication publication = aeron.addPublication(peer.channel(), stream);
            long end = System.nanoTime() + limit.toNanos();
            while (!publication.isConnected()) {
                roll.check();
                if (closed || System.nanoTime() > end) {
                    throw roll.fail(unreachable(peer));
                }
                LockSupport.parkNanos(NAP);
            }
            publications.put(peer.rank(), publication);
        }
    }

    PeerException unreachable(Peer peer) {
        String told = " has not answered within " + PeerStates.seconds(limit) + "; UDP between workers has to be open";
        return new PeerException(peer.rank(), peer.name() + told);
    }

    /** Waits where the peer cannot take it yet. */
    void send(Peer peer, DirectBuffer bytes) {
        long end = System.nanoTime() + limit.toNanos();
        while (!offer(peer, bytes)) {
            roll.checkAllThere();
            if (Thread.currentThread().isInterrupted()) {
                throw roll.fail(new IllegalStateException("interrupted while sending to " + peer.name()));
            }
            if (closed || System.nanoTime() > end) {
                throw roll.fail(new PeerException(
                        peer.rank(), peer.name() + " has taken no update within " + PeerStates.seconds(limit)));
            }
            LockSupport.parkNanos(NAP);
        }
    }

    /** Offers bytes to every peer once; one that cannot take them now does not get them. */
    void offerOnce(DirectBuffer bytes) {
        members.others().forEach(peer -> offer(peer, bytes));
    }

    /** Offers bytes to every peer for a short time, whatever has failed. */
    void farewell(DirectBuffer bytes) {
        long end = System.nanoTime() + FAREWELL.toNanos();
        for (Peer peer : members.others()) {
            while (!offer(peer, bytes) && System.nanoTime() < end) {
                LockSupport.parkNanos(NAP);
            }
        }
    }

    private boolean offer(Peer peer, DirectBuffer bytes) {
        gate.readLock().lock();
        try {
            Publication publication = publications.get(peer.rank());
            return !closed && publication != null && publication.offer(bytes) > 0;
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Nothing is sent after this. */
    @Override
    public void close() {
        gate.writeLock().lock();
        closed = true;
        gate.writeLock().unlock();
    }
}
