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
 * A worker's two connections over Spark's transport. Data flows from the predecessor and to the successor; messages flow both
 * ways.
 */
final class RingLink implements AutoCloseable {

    private static final long CLOSE_SECONDS = 10;
    private static final int TRIES = 6;
    private static final long PAUSE_MILLIS = 200;

    private final RingState state;
    private final int rank;
    private final int workers;
    private final Security security;
    private final TransportConf conf;
    private final Duration limit;
    private final PredecessorGate gate = new PredecessorGate();
    private final TransportContext serverContext;
    private final TransportServer server;
    private final RingAddress address;
    private final TransportContext clientContext;
    private final List<TransportClientFactory> clientFactories = new ArrayList<>();
    private volatile Optional<TransportClient> successor = Optional.empty();

    /**
     * Starts to listen.
     *
     * @param host the only address that is listened on
     * @param port to listen on; 0 takes any that is free
     */
    RingLink(int rank, int workers, Security security, String host, int port, Duration limit, RingState state) {
        this.state = state;
        this.rank = rank;
        this.workers = workers;
        this.security = security;
        this.limit = limit;
        this.conf = security.transport(limit);
        int predecessor = Math.floorMod(rank - 1, workers);
        Neighbour.Ring ring = new Incoming();
        this.serverContext = new TransportContext(conf, new Neighbour(predecessor, ring, gate::isPredecessor, true));
        this.clientContext = new TransportContext(conf, new Neighbour((rank + 1) % workers, ring, own -> true, false));
        List<TransportServerBootstrap> checks = new ArrayList<>(List.of(gate));
        checks.addAll(security.server(conf));
        this.server = serverContext.createServer(host, port, checks);
        this.address = RingAddress.of(host, server.getPort());
        gate.expect(new Greeting(predecessor, address.secret()));
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
        TransportClientFactory factory = clientContext.createClientFactory(proofs);
        clientFactories.add(factory);
        successor = Optional.of(client(factory, next, members));
        if (!gate.await(limit)) {
            throw new PeerException(
                    members.predecessor(),
                    members.name(members.predecessor()) + " has not connected to rank " + members.rank() + " in "
                            + limit.toSeconds() + " s");
        }
        // Entries that arrived before the predecessor had connected have not been passed on yet.
        state.entries().filter(entry -> entry.sequence() >= 0).forEach(this::passBack);
    }

    /** Connects to the successor; tries again, because it may have closed the connection to make room among many strangers'. */
    private static TransportClient client(TransportClientFactory factory, RingAddress next, RingMembers members)
            throws InterruptedException {
        for (int tried = 1; ; tried++) {
            try {
                return factory.createUnmanagedClient(next.host(), next.port());
            } catch (IOException | RuntimeException e) {
                if (tried == TRIES) {
                    throw new PeerException(
                            members.successor(),
                            members.name(members.successor()) + " does not let rank " + members.rank()
                                    + " in: it is gone, or the two know different secrets",
                            e);
                }
                Thread.sleep(PAUSE_MILLIS * tried);
            }
        }
    }

    /** Passes a message on against the direction of the data, until it has reached all workers. */
    private void passBack(RingMessage message) {
        if (message.rank() != Math.floorMod(rank - 1, workers)) {
            sendToPredecessor(message);
        }
    }

    /** Sends a chunk to the successor; {@code data} may not change before it is acknowledged. */
    void send(ByteBuffer header, ByteBuffer data, RpcResponseCallback acknowledged) {
        successor.orElseThrow().uploadStream(new NioManagedBuffer(header), new NioManagedBuffer(data), acknowledged);
    }

    /** Sends a message to the predecessor. */
    void sendToPredecessor(RingMessage message) {
        gate.predecessor().ifPresent(client -> client.send(message.bytes()));
    }

    /** Sends a message to both neighbours. */
    List<ChannelFuture> sendToNeighbours(RingMessage message) {
        return channels()
                .map(channel -> channel.writeAndFlush(new OneWayMessage(new NioManagedBuffer(message.bytes()))))
                .toList();
    }

    /**
     * Whether a neighbour's process answers a request within a time limit.
     *
     * @param next the successor, otherwise the predecessor
     */
    boolean answers(boolean next, Duration answerLimit) {
        try {
            return (next ? successor : gate.predecessor())
                    .map(client -> client.sendRpcSync(ByteBuffer.allocate(0), answerLimit.toMillis()))
                    .isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Closes both connections. After it no thread reads or writes a buffer that was given to this link. */
    void cut() {
        channels().map(Channel::close).toList().forEach(closing -> {
            closing.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        });
    }

    private Stream<Channel> channels() {
        return Stream.of(successor, gate.predecessor())
                .flatMap(Optional::stream)
                .map(TransportClient::getChannel);
    }

    @Override
    public void close() {
        cut();
        clientFactories.forEach(TransportClientFactory::close);
        server.close();
        clientContext.close();
        serverContext.close();
    }

    /** Handles what the neighbours send. Runs on the transport's threads. */
    private final class Incoming implements Neighbour.Ring {

        @Override
        public void received(RingMessage message) {
            if (message.rank() < 0 || message.rank() >= workers) {
                throw new IllegalArgumentException("notice of rank " + message.rank() + " of " + workers);
            }
            if (message instanceof RingMessage.Failure failure) {
                if (state.fail(failure)) {
                    sendToNeighbours(failure);
                }
            } else if (message instanceof RingMessage.Entry entry) {
                state.enter(entry);
                passBack(entry);
            } else if (message instanceof RingMessage.Pulse pulse) {
                state.moved();
                passBack(pulse);
            }
        }

        @Override
        public StreamCallbackWithID chunk(ByteBuffer header) {
            return new ChunkReceiver(state, state.expect(header));
        }

        @Override
        public void closed(int neighbour) {
            state.closed(neighbour);
        }
    }
}
