package io.mmdino.average;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;

/**
 * Authentication and encryption between the workers of a ring, as in Spark's block transfer.
 *
 * <p>With {@code spark.authenticate} both ends prove that they know the application's secret, and all bytes are encrypted,
 * also where Spark itself would only authenticate. The cipher is {@code spark.network.crypto.cipher}; its default here is
 * AES/GCM, which detects altered bytes.
 *
 * @param settings Spark's settings, keys beginning with {@code spark.}
 * @param application id of the Spark application
 * @param secrets source of the application's secret
 */
public record Security(Map<String, String> settings, String application, SecretKeyHolder secrets) {

    private static final String MODULE = "ring";
    private static final String CIPHER = "spark.network.crypto.cipher";

    public Security {
        settings = Map.copyOf(settings);
    }

    /** No authentication and no encryption; the ring's own token still keeps strangers out. */
    public static Security none() {
        return new Security(Map.of(), "", new NoSecrets());
    }

    /** Whether {@code spark.authenticate} is on. */
    public boolean authenticates() {
        return Boolean.parseBoolean(settings.getOrDefault("spark.authenticate", "false"));
    }

    /** Name of the cipher, or {@code none} without authentication. */
    public String cipher() {
        return authenticates() ? settings.getOrDefault(CIPHER, "AES/GCM/NoPadding") : "none";
    }

    /**
     * Settings of the transport.
     *
     * @param limit of waits inside the ring; the transport's own limits are longer
     */
    TransportConf transport(Duration limit) {
        Map<String, String> conf = new HashMap<>(settings);
        String seconds = Math.max(1, limit.toSeconds()) + "s";
        conf.put("spark.ring.io.connectionCreationTimeout", seconds);
        conf.put("spark.ring.io.connectionTimeout", limit.multipliedBy(2).toSeconds() + 60 + "s");
        // One neighbour on either side; the second thread answers strangers.
        conf.put("spark.ring.io.serverThreads", "2");
        conf.put("spark.ring.io.clientThreads", "1");
        conf.put("spark.network.crypto.enabled", Boolean.toString(authenticates()));
        conf.put("spark.network.crypto.saslFallback", "false");
        conf.put(CIPHER, cipher());
        return new TransportConf(MODULE, new MapConfigProvider(conf));
    }

    List<TransportServerBootstrap> server(TransportConf conf) {
        return authenticates() ? List.of(new AuthServerBootstrap(conf, secrets)) : List.of();
    }

    List<TransportClientBootstrap> client(TransportConf conf) {
        return authenticates() ? List.of(new AuthClientBootstrap(conf, application, secrets)) : List.of();
    }

    private record NoSecrets() implements SecretKeyHolder {

        @Override
        public String getSaslUser(String application) {
            throw new IllegalStateException("a ring without authentication asks for no user");
        }

        @Override
        public String getSecretKey(String application) {
            throw new IllegalStateException("a ring without authentication asks for no secret");
        }
    }
}
