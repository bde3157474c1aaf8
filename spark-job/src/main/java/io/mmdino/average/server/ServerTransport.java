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
 * ND4J's transport over Aeron with additions: limits on every wait and every size, an orderly end of its threads, messages in
 * order, and back-pressure instead of queues. Updates go directly to every peer and are handled by the thread that receives them.
 */
final class ServerTransport extends AeronUdpTransport {

    private static final int FRAGMENTS = 64;
    private static final long JOIN_MILLIS = 10_000;

    private final ServerMembers members;
    private final PeerStates states;
    private final Duration limit;
    private final AeronHome home;
    private final PeerConnections connections;

    private Thread receiver;
    private volatile boolean introduced;
    private volatile boolean ended;

    /** Replaces the Aeron that the superclass starts, whose settings {@link TransportLauncher} provides. */
    ServerTransport(
            ServerMembers members, PeerStates states, Duration limit, VoidConfiguration configuration, AeronHome home) {
        super(
                members.self().endpoint(),
                members.self().port(),
                members.root().endpoint(),
                members.root().port(),
                configuration);
        this.members = members;
        this.states = states;
        this.limit = limit;
        this.home = home;
        this.connections = new PeerConnections(members, states, limit);
        aeron.close();
        driver.close();
        driver = home.driver(this::failed);
        aeron = home.client(driver, this::failed);
        numerOfNodes.set(members.workers());
    }

    private void failed(Throwable cause) {
        // Warnings report small socket buffers or little space on the disk.
        if (cause instanceof AeronException fault && fault.category() == AeronException.Category.WARN) {
            return;
        }
        states.fail(new IllegalStateException(
                "the parameter server of " + members.self().name() + " failed: " + cause, cause));
    }

    @Override
    public synchronized void launchAsMaster() {
        createSubscription();
        masterMode = true;
        mesh.get().getRootNode().setId(id());
        // Instead of ND4J's own, whose heartbeat drops every peer after two minutes because it keeps no answers.
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

    /** Connects to every peer and waits until all listen. */
    void connectAll() {
        members.others().forEach(peer -> addConnection(peer.channel()));
    }

    /** Refuses further introductions; called when all workers have introduced themselves. */
    void endIntroductions() {
        introduced = true;
    }

    @Override
    protected void addConnection(String channel) {
        connections.connect(peer(channel), aeron, voidConfiguration.getStreamId());
    }

    private Peer peer(String channel) {
        return members.all().stream()
                .filter(peer -> peer.channel().equals(channel))
                .findFirst()
                .orElseThrow();
    }

    /** Sends an update directly to every peer; the mode is ignored. */
    @Override
    public void propagateMessage(VoidMessage message, PropagationMode mode) {
        int[] words = ((INDArrayMessage) message).getPayload().toIntVector();
        UnsafeBuffer bytes = MessageCodec.chunk(words, id());
        members.others().forEach(peer -> connections.send(peer, bytes));
    }

    /** Sends an introduction to one peer. */
    @Override
    public void sendMessage(VoidMessage message, String channel) {
        message.setOriginatorId(id());
        connections.send(peer(channel), message.asUnsafeBuffer());
    }

    @Override
    public <T extends ResponseMessage> T sendMessageBlocking(RequestMessage message, String channel)
            throws InterruptedException {
        T answer = super.sendMessageBlocking(message, channel, limit.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw states.fail(connections.unreachable(peer(channel)));
        }
        return answer;
    }

    /** Sends an update to every peer whose buffer has room; other peers are skipped. */
    void offerOnce(Update update) {
        connections.offerOnce(MessageCodec.chunk(update.words(members.run()), id()));
    }

    /** Sends an update to every peer, waiting up to a second in total; ignores failures. */
    void sendFinal(Update update) {
        connections.sendFinal(MessageCodec.chunk(update.words(members.run()), id()));
    }

    @Override
    public void onMeshUpdate(MeshOrganizer update) {
        // connectAll makes the connections once every worker listens.
    }

    @Override
    protected void propagateBroadcastableMessage(BroadcastableMessage message, PropagationMode mode) {
        // The sender has sent it to every peer itself.
    }

    @Override
    public void close() {
        shutdown();
    }

    @Override
    protected void shutdownSilent() {
        ended = true;
        connections.close();
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
                receiver.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
