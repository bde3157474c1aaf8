package io.mmdino.average;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.protocol.OneWayMessage;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;

/**
 * A worker's two connections, by Spark's transport: one from its predecessor, which brings data and takes notices, one to
 * its successor, the other way round.
 */
final class RingLink implements AutoCloseable {

    private static final long CLOSE_SECONDS = 10;

    private final RingState state;
    private final int rank;
    private final int workers;
    private final Security security;
    private final TransportConf conf;
    private final Duration limit;
    private final PredecessorGate door = new PredecessorGate();
    private final TransportContext serving;
    private final TransportServer server;
    private final RingAddress address;
    private final TransportContext calling;
    private final List<TransportClientFactory> callers = new ArrayList<>();
    private volatile Optional<TransportClient> successor = Optional.empty();

    /**
     * Listens from now on.
     *
     * @param host the only address that is listened on
     * @param port 0 takes any
     */
    RingLink(int rank, int workers, Security security, String host, int port, Duration limit, RingState state) {
        this.state = state;
        this.rank = rank;
        this.workers = workers;
        this.security = security;
        this.limit = limit;
        this.conf = security.transport(limit);
        int before = Math.floorMod(rank - 1, workers);
        Neighbour.Ring ring = new Incoming();
        this.serving = new TransportContext(conf, new Neighbour(before, ring, door::admitted, true));
        this.calling = new TransportContext(conf, new Neighbour((rank + 1) % workers, ring, own -> true, false));
        List<TransportServerBootstrap> checks = new ArrayList<>(List.of(door));
        checks.addAll(security.server(conf));
        this.server = serving.createServer(host, port, checks);
        this.address = RingAddress.of(host, server.getPort());
        door.admit(new Greeting(before, address.secret()));
    }

    RingAddress address() {
        return address;
    }

    /** Connects to the successor and waits until the predecessor has connected. */
    void connect(RingMembers members) throws InterruptedException {
        RingAddress next = members.addresses().get(members.successor());
        ByteBuffer greeting = new Greeting(members.rank(), next.secret()).bytes();
        List<TransportClientBootstrap> proofs = new ArrayList<>(security.client(conf));
        proofs.add((client, channel) -> client.sendRpcSync(greeting, limit.toMillis()));
        TransportClientFactory caller = calling.createClientFactory(proofs);
        callers.add(caller);
        try {
            successor = Optional.of(caller.createUnmanagedClient(next.host(), next.port()));
        } catch (IOException | RuntimeException e) {
            throw new PeerException(
                    members.successor(),
                    members.name(members.successor()) + " does not let rank " + members.rank() + " in: it is gone, or"
                            + " the two know different secrets",
                    e);
        }
        if (!door.await(limit)) {
            throw new PeerException(
                    members.predecessor(),
                    members.name(members.predecessor()) + " has not connected to rank " + members.rank() + " in "
                            + limit.toSeconds() + " s");
        }
        // What came before there was somebody to pass it on to.
        state.entries().filter(entry -> entry.sequence() >= 0).forEach(this::passBack);
    }

    private void passBack(RingMessage.Entry entry) {
        if (entry.rank() != Math.floorMod(rank - 1, workers)) {
            tellBack(entry);
        }
    }

    /** Sends a chunk to the successor; {@code data} may not change before it is acknowledged. */
    void send(ByteBuffer header, ByteBuffer data, RpcResponseCallback acknowledged) {
        successor.orElseThrow().uploadStream(new NioManagedBuffer(header), new NioManagedBuffer(data), acknowledged);
    }

    /** Sends a notice to the predecessor. */
    void tellBack(RingMessage notice) {
        door.guest().ifPresent(client -> client.send(notice.bytes()));
    }

    /** Sends a notice both ways round. */
    List<ChannelFuture> tell(RingMessage notice) {
        return channels()
                .map(channel -> channel.writeAndFlush(new OneWayMessage(new NioManagedBuffer(notice.bytes()))))
                .toList();
    }

    /** Whether a neighbour's process answers. */
    boolean answers(boolean next, Duration patience) {
        try {
            return (next ? successor : door.guest())
                    .map(client -> client.sendRpcSync(ByteBuffer.allocate(0), patience.toMillis()))
                    .isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Closes both connections; on return nobody reads or writes a buffer that was given to this link. */
    void cut() {
        channels().map(Channel::close).toList().forEach(closing -> {
            closing.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        });
    }

    private Stream<Channel> channels() {
        return Stream.of(successor, door.guest()).flatMap(Optional::stream).map(TransportClient::getChannel);
    }

    @Override
    public void close() {
        cut();
        callers.forEach(TransportClientFactory::close);
        server.close();
        calling.close();
        serving.close();
    }

    /** On the transport's threads. */
    private final class Incoming implements Neighbour.Ring {

        @Override
        public void noticed(RingMessage notice) {
            if (notice.rank() < 0 || notice.rank() >= workers) {
                throw new IllegalArgumentException("notice of rank " + notice.rank() + " of " + workers);
            }
            if (notice instanceof RingMessage.Failure failure) {
                if (state.fail(failure)) {
                    tell(failure);
                }
            } else if (notice instanceof RingMessage.Entry entry) {
                state.enter(entry);
                passBack(entry);
            }
        }

        @Override
        public StreamCallbackWithID chunk(ByteBuffer header) {
            return new ChunkReceiver(state, state.expect(header));
        }

        @Override
        public void gone(int neighbour) {
            state.gone(neighbour);
        }
    }
}
