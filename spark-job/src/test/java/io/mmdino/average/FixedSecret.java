package io.mmdino.average;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.network.sasl.SecretKeyHolder;

/** Supplies a fixed secret, whatever the application. */
record FixedSecret(String secret) implements SecretKeyHolder {

    static FixedSecret of(String secret) {
        return new FixedSecret(secret);
    }

    /** Security with authentication on and further settings of Spark. */
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
