package io.mmdino.average.server;

/**
 * Rank and UDP address of a worker.
 */
record Peer(int rank, String host, int port) {

    private static final int PORTS = 1 << 16;

    Peer {
        // The host becomes part of Aeron's channel, in which other characters are delimiters.
        if (!host.matches("[A-Za-z0-9.:%_-]+") || port < 1 || port >= PORTS) {
            throw new IllegalArgumentException("rank " + rank + " tells no address: '" + host + "' port " + port);
        }
    }

    /** The host as Aeron writes it: IPv6 addresses in brackets. */
    String endpoint() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** The worker's Aeron channel, which is also its id in ND4J's messages. */
    String channel() {
        return "aeron:udp?endpoint=" + endpoint() + ":" + port;
    }

    String name() {
        return "rank " + rank + " at " + endpoint() + ":" + port;
    }
}
