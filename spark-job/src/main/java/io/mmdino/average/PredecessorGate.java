package io.mmdino.average;

import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.AbstractAuthRpcHandler;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServerBootstrap;

/**
 * Accepts one connection, that of the predecessor, and closes all others. Messages of a connection reach the ring only after
 * its {@link Greeting} has been accepted.
 *
 * @see GreetingLimit
 */
final class PredecessorGate implements TransportServerBootstrap {

    private static final Duration GREETING_LIMIT = Duration.ofSeconds(10);

    private final AtomicReference<TransportClient> predecessor = new AtomicReference<>();
    private final WaitingConnections waiting = new WaitingConnections();
    private final CountDownLatch connected = new CountDownLatch(1);
    // Set once the listener has a port.
    private volatile Optional<Greeting> expected = Optional.empty();

    /** Sets the greeting that the predecessor will send. */
    void expect(Greeting greeting) {
        expected = Optional.of(greeting);
    }

    /** Waits until the predecessor has connected; false when it has not within {@code limit}. */
    boolean await(Duration limit) throws InterruptedException {
        return connected.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether this is the predecessor's connection. */
    boolean isPredecessor(TransportClient client) {
        return predecessor.get() == client;
    }

    /** The predecessor's connection; empty before it has connected. */
    Optional<TransportClient> predecessor() {
        return Optional.ofNullable(predecessor.get());
    }

    @Override
    public RpcHandler doBootstrap(Channel channel, RpcHandler ring) {
        waiting.add(channel);
        channel.pipeline().addLast(GreetingLimit.NAME, new GreetingLimit(GREETING_LIMIT));
        return new GreetingCheck(ring);
    }

    /** Compares the first message of a connection with the expected greeting. */
    private final class GreetingCheck extends AbstractAuthRpcHandler {

        GreetingCheck(RpcHandler ring) {
            super(ring);
        }

        @Override
        protected boolean doAuthChallenge(TransportClient client, ByteBuffer message, RpcResponseCallback answer) {
            boolean accepted =
                    expected.filter(greeting -> greeting.matches(message)).isPresent()
                            && predecessor.compareAndSet(null, client);
            if (accepted) {
                waiting.remove(client.getChannel());
                client.getChannel().pipeline().remove(GreetingLimit.NAME);
                answer.onSuccess(ByteBuffer.allocate(0));
                connected.countDown();
            } else {
                answer.onFailure(new SecurityException("not the worker that is expected here"));
                client.getChannel().close();
            }
            return accepted;
        }
    }
}
