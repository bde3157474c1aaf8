package io.mmdino.average.server;

import io.aeron.FragmentAssembler;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.Header;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.chunks.VoidChunk;
import org.nd4j.parameterserver.distributed.v2.enums.PropagationMode;
import org.nd4j.parameterserver.distributed.v2.messages.BroadcastableMessage;
import org.nd4j.parameterserver.distributed.v2.messages.INDArrayMessage;
import org.nd4j.parameterserver.distributed.v2.messages.RequestMessage;
import org.nd4j.parameterserver.distributed.v2.messages.ResponseMessage;
import org.nd4j.parameterserver.distributed.v2.messages.VoidMessage;
import org.nd4j.parameterserver.distributed.v2.messages.impl.GradientsUpdateMessage;
import org.nd4j.parameterserver.distributed.v2.transport.impl.AeronUdpTransport;
import org.nd4j.parameterserver.distributed.v2.util.MeshOrganizer;

/**
 * ND4J's transport over Aeron, with what it lacks: limits on every wait and every size, an end to its threads, order, and
 * back-pressure instead of queues. Updates go straight to every peer and are worked off by the thread that receives them.
 */
final class ServerTransport extends AeronUdpTransport {

    private static final int FRAGMENTS = 64;
    private static final long PATIENCE_MS = 10_000;

    private final ServerMembers members;
    private final PeerStates roll;
    private final Duration limit;
    private final AeronHome home;
    private final PeerConnections outlets;

    private Thread receiver;
    private volatile boolean introduced;
    private volatile boolean ended;

    /** The superclass starts an Aeron of its own, for which its launcher sets the stage; this one replaces it. */
    ServerTransport(
            ServerMembers members, PeerStates roll, Duration limit, VoidConfiguration configuration, AeronHome home) {
        super(
                members.self().endpoint(),
                members.self().port(),
                members.root().endpoint(),
                members.root().port(),
                configuration);
        this.members = members;
        this.roll = roll;
        this.limit = limit;
        this.home = home;
        this.outlets = new PeerConnections(members, roll, limit);
        aeron.close();
        driver.close();
        driver = home.driver(this::failed);
        aeron = home.client(driver, this::failed);
        numerOfNodes.set(members.workers());
    }

    private void failed(Throwable cause) {
        // A warning is about small buffers of the system or little room on its disk.
        if (cause instanceof AeronException fault && fault.category() == AeronException.Category.WARN) {
            return;
        }
        roll.fail(new IllegalStateException(
                "the parameter server of " + members.self().name() + " failed: " + cause, cause));
    }

    @Override
    public synchronized void launchAsMaster() {
        createSubscription();
        masterMode = true;
        mesh.get().getRootNode().setId(id());
        // Not ND4J's: its heartbeat takes every peer for dead after two minutes, as no answer to it is ever kept.
        launch();
    }

    @Override
    protected void createSubscription() {
        ownSubscription = aeron.addSubscription(id(), voidConfiguration.getStreamId());
        messageHandler = new FragmentAssembler(this::jointMessageHandler);
        receiver = new Thread(this::receive, "parameter-server-receiver-" + members.rank());
        receiver.setDaemon(true);
        receiver.start();
    }

    private void receive() {
        IdleStrategy idle =
                new BackoffIdleStrategy(10, 10, TimeUnit.MICROSECONDS.toNanos(10), TimeUnit.MILLISECONDS.toNanos(1));
        while (!ended) {
            idle.idle(ownSubscription.poll(messageHandler, FRAGMENTS));
        }
    }

    @Override
    protected void jointMessageHandler(DirectBuffer buffer, int offset, int length, Header header) {
        if (length > MessageCodec.LONGEST) {
            return;
        }
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        MessageCodec.read(bytes).ifPresent(message -> {
            if (message instanceof VoidChunk chunk) {
                deliver(chunk.getPayload());
            } else if (!introduced && isMember(message.getOriginatorId())) {
                introduce(message);
            }
        });
    }

    private void deliver(byte[] bytes) {
        int[] words = bytes == null ? Update.NOTHING : Update.words(bytes);
        if (Update.belongs(words, members.run())) {
            try (INDArray body = Nd4j.createFromArray(words)) {
                internalProcessMessage(new GradientsUpdateMessage("update", body));
            }
        }
    }

    private boolean isMember(String channel) {
        return members.all().stream().anyMatch(peer -> peer.channel().equals(channel));
    }

    private void introduce(VoidMessage message) {
        messagesExecutorService.execute(() -> {
            try {
                addConnection(message.getOriginatorId());
                internalProcessMessage(message);
            } catch (RuntimeException e) {
                failed(e);
            }
        });
    }

    /** Waits until every peer can be sent to; from then on only updates are received. */
    void connectAll() {
        members.others().forEach(peer -> addConnection(peer.channel()));
    }

    /** No more introductions: every worker has connected to every other. */
    void endIntroductions() {
        introduced = true;
    }

    @Override
    protected void addConnection(String channel) {
        outlets.connect(peer(channel), aeron, voidConfiguration.getStreamId());
    }

    private Peer peer(String channel) {
        return members.all().stream()
                .filter(peer -> peer.channel().equals(channel))
                .findFirst()
                .orElseThrow();
    }

    /** An update to every peer, straight. */
    @Override
    public void propagateMessage(VoidMessage message, PropagationMode mode) {
        int[] words = ((INDArrayMessage) message).getPayload().toIntVector();
        UnsafeBuffer bytes = MessageCodec.chunk(words, id());
        members.others().forEach(peer -> outlets.send(peer, bytes));
    }

    /** An introduction to one peer. */
    @Override
    public void sendMessage(VoidMessage message, String channel) {
        message.setOriginatorId(id());
        outlets.send(peer(channel), message.asUnsafeBuffer());
    }

    @Override
    public <T extends ResponseMessage> T sendMessageBlocking(RequestMessage message, String channel)
            throws InterruptedException {
        T answer = super.sendMessageBlocking(message, channel, limit.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw roll.fail(outlets.unreachable(peer(channel)));
        }
        return answer;
    }

    /** Offers an update to every peer once; one that cannot take it now does not get it. */
    void offerOnce(Update update) {
        outlets.offerOnce(MessageCodec.chunk(update.words(members.run()), id()));
    }

    /** Offers an update to every peer for a short time, whatever has failed. */
    void farewell(Update update) {
        outlets.farewell(MessageCodec.chunk(update.words(members.run()), id()));
    }

    @Override
    public void onMeshUpdate(MeshOrganizer update) {
        // Connections are made by connectAll, once every worker listens.
    }

    @Override
    protected void propagateBroadcastableMessage(BroadcastableMessage message, PropagationMode mode) {
        // Its sender has sent it to everybody.
    }

    @Override
    public void close() {
        shutdown();
    }

    @Override
    protected void shutdownSilent() {
        ended = true;
        outlets.close();
        messagesExecutorService.shutdownNow();
        executorService.shutdownNow();
        joinReceiver();
        aeron.close();
        driver.close();
        home.close();
    }

    private void joinReceiver() {
        try {
            if (receiver != null) {
                receiver.join(PATIENCE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
