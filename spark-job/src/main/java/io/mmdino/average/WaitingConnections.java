package io.mmdino.average;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Connections that have not sent their {@link Greeting} yet. When there are too many of one host, or in all, the oldest is closed and the
 * newest kept: a neighbour greets as soon as it has connected, strangers that stay silent do not keep it out.
 */
final class WaitingConnections {

    private static final int MOST_OF_A_HOST = 64;
    private static final int MOST = 1024;

    private final Map<Object, Deque<Channel>> byHost = new HashMap<>();
    private int count;

    /** Adds a connection, which is forgotten when it closes. */
    void add(Channel channel) {
        makeRoom(channel).ifPresent(Channel::close);
        channel.closeFuture().addListener(closed -> remove(channel));
    }

    private synchronized Optional<Channel> makeRoom(Channel channel) {
        Deque<Channel> own = byHost.computeIfAbsent(host(channel), host -> new ArrayDeque<>());
        own.add(channel);
        count++;
        if (own.size() > MOST_OF_A_HOST) {
            return oldest(own);
        }
        return count > MOST
                ? byHost.values().stream()
                        .max(Comparator.comparingInt(Deque::size))
                        .flatMap(this::oldest)
                : Optional.empty();
    }

    private Optional<Channel> oldest(Deque<Channel> waiting) {
        count--;
        return Optional.of(waiting.remove());
    }

    /** Forgets a connection that has closed or has greeted. */
    synchronized void remove(Channel channel) {
        Object host = host(channel);
        Deque<Channel> own = byHost.getOrDefault(host, new ArrayDeque<>());
        if (own.remove(channel)) {
            count--;
        }
        if (own.isEmpty()) {
            byHost.remove(host);
        }
    }

    private static Object host(Channel channel) {
        SocketAddress address = channel.remoteAddress();
        return address instanceof InetSocketAddress inet && inet.getAddress() != null ? inet.getAddress() : "unknown";
    }
}
