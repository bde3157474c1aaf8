package io.mmdino.average;

import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.AbstractAuthRpcHandler;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServerBootstrap;

/**
 * Lets one connection in, that of the predecessor, and closes all others. Until a connection has greeted, nothing that it
 * says reaches the ring.
 *
 * @see GreetingLimit
 */
final class PredecessorGate implements TransportServerBootstrap {

    private static final Duration GREETING_TIME = Duration.ofSeconds(10);
    private static final int STRANGERS = 256;

    private final AtomicReference<TransportClient> guest = new AtomicReference<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch opened = new CountDownLatch(1);
    // Known only once the listener has a port.
    private volatile Optional<Greeting> wanted = Optional.empty();

    void admit(Greeting greeting) {
        wanted = Optional.of(greeting);
    }

    /** Waits for the predecessor. */
    boolean await(Duration limit) throws InterruptedException {
        return opened.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether this is the predecessor's connection. */
    boolean admitted(TransportClient client) {
        return guest.get() == client;
    }

    /** The predecessor's connection, once it has come. */
    Optional<TransportClient> guest() {
        return Optional.ofNullable(guest.get());
    }

    @Override
    public RpcHandler doBootstrap(Channel channel, RpcHandler ring) {
        channel.closeFuture().addListener(closed -> waiting.decrementAndGet());
        if (waiting.incrementAndGet() > STRANGERS) {
            channel.close();
        }
        channel.pipeline().addLast(GreetingLimit.NAME, new GreetingLimit(GREETING_TIME));
        return new Doorkeeper(ring);
    }

    private final class Doorkeeper extends AbstractAuthRpcHandler {

        Doorkeeper(RpcHandler ring) {
            super(ring);
        }

        @Override
        protected boolean doAuthChallenge(TransportClient client, ByteBuffer message, RpcResponseCallback answer) {
            boolean welcome =
                    wanted.filter(greeting -> greeting.matches(message)).isPresent()
                            && guest.compareAndSet(null, client);
            if (welcome) {
                client.getChannel().pipeline().remove(GreetingLimit.NAME);
                answer.onSuccess(ByteBuffer.allocate(0));
                opened.countDown();
            } else {
                answer.onFailure(new SecurityException("not the worker that is expected here"));
                client.getChannel().close();
            }
            return welcome;
        }
    }
}
