package io.mmdino.average.server;

/**
 * A worker as the others see it.
 *
 * @param port UDP
 */
record Peer(int rank, String host, int port) {

    private static final int PORTS = 1 << 16;

    Peer {
        // It becomes part of Aeron's channel, where other characters begin other parts.
        if (!host.matches("[A-Za-z0-9.:%_-]+") || port < 1 || port >= PORTS) {
            throw new IllegalArgumentException("rank " + rank + " tells no address: '" + host + "' port " + port);
        }
    }

    /** The host as Aeron writes it. */
    String endpoint() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Its channel, which is also its name in ND4J's messages. */
    String channel() {
        return "aeron:udp?endpoint=" + endpoint() + ":" + port;
    }

    String name() {
        return "rank " + rank + " at " + endpoint() + ":" + port;
    }
}
