package io.mmdino.average.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;

/**
 * Makes a {@link ServerTransport}. ND4J's superclass starts an Aeron that reads its settings from system properties, and sets
 * some itself; they are set for that moment only, for one transport at a time, and then are as they were.
 */
final class TransportLauncher {

    static final int STREAM = 7;

    private TransportLauncher() {}

    static ServerTransport launch(
            ServerMembers members, PeerStates roll, Duration limit, VoidConfiguration configuration) {
        AeronHome home = AeronHome.create(limit);
        synchronized (TransportLauncher.class) {
            Map<String, String> before = new TreeMap<>();
            properties(home).forEach((key, value) -> before.put(key, System.getProperty(key, "")));
            try {
                properties(home).forEach(System::setProperty);
                return new ServerTransport(members, roll, limit, configuration, home);
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
        // ND4J sets the client's to 30 s, and Aeron wants this one to be longer.
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
