package io.mmdino.average.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;

/**
 * Creates a {@link ServerTransport}. ND4J's superclass starts an Aeron that reads its settings from system properties, and sets
 * some itself. They are set while one transport is created, one at a time, and restored afterwards.
 */
final class TransportLauncher {

    /** Id of the Aeron stream that all workers use. */
    static final int STREAM = 7;

    private TransportLauncher() {}

    static ServerTransport launch(
            ServerMembers members, PeerStates states, Duration limit, VoidConfiguration configuration) {
        AeronHome home = AeronHome.create(limit);
        synchronized (TransportLauncher.class) {
            Map<String, String> before = new TreeMap<>();
            properties(home).forEach((key, value) -> before.put(key, System.getProperty(key, "")));
            try {
                properties(home).forEach(System::setProperty);
                return new ServerTransport(members, states, limit, configuration, home);
            } catch (RuntimeException | Error e) {
                home.close();
                throw e;
            } finally {
                before.forEach(TransportLauncher::restore);
            }
        }
    }

    static VoidConfiguration configuration(ServerMembers members) {
        return VoidConfiguration.builder()
                .streamId(STREAM)
                .unicastPort(members.root().port())
                .controllerAddress(members.root().host())
                .retransmitTimeout(10)
                .build();
    }

    private static Map<String, String> properties(AeronHome home) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("aeron.dir", home.folder().path().resolve("first").toString());
        properties.put("aeron.dir.delete.on.shutdown", "true");
        // ND4J sets the client's timeout to 30 s, and Aeron requires this one to be longer.
        properties.put("aeron.client.liveness.timeout", "30s");
        properties.put("aeron.publication.unblock.timeout", "40s");
        properties.put("aeron.term.buffer.length", "64k");
        return properties;
    }

    private static void restore(String key, String value) {
        if (value.isEmpty()) {
            System.clearProperty(key);
        } else {
            System.setProperty(key, value);
        }
    }
}
