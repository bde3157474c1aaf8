package io.mmdino.average;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.network.sasl.SecretKeyHolder;

/** Knows the secret of an application, or another one. */
record OneSecret(String secret) implements SecretKeyHolder {

    static OneSecret of(String secret) {
        return new OneSecret(secret);
    }

    /** Spark with authentication on, and more settings. */
    Security security(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("spark.authenticate", "true");
        return new Security(settings, "app", this);
    }

    @Override
    public String getSaslUser(String application) {
        return "user";
    }

    @Override
    public String getSecretKey(String application) {
        return secret;
    }
}
