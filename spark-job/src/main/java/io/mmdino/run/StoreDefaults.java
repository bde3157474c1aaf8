package io.mmdino.run;

import io.mmdino.storage.StoreRetries;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Timeouts and retries of Hadoop's clients, unless core-site.xml or a {@code spark.hadoop.} setting has others: with Hadoop's
 * own defaults one lost server holds a command for a quarter of an hour.
 */
public final class StoreDefaults {

    private static final Map<String, String> VALUES = values();

    private StoreDefaults() {}

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(StoreRetries.TIMEOUT, "60s");
        // Milliseconds to wait for data and for a connection; Hadoop's defaults are 200 s and 5 s.
        values.put("fs.s3a.connection.timeout", "30000");
        values.put("fs.s3a.connection.establish.timeout", "5000");
        // Tries of a request by the SDK, by Hadoop around them, and by Hadoop when the store throttles.
        values.put("fs.s3a.attempts.maximum", "4");
        values.put("fs.s3a.retry.limit", "4");
        values.put("fs.s3a.retry.interval", "500ms");
        values.put("fs.s3a.retry.throttle.limit", "6");
        values.put("fs.s3a.retry.throttle.interval", "250ms");
        // Connecting to a name node: 3 tries of 20 s each instead of 45.
        values.put("ipc.client.connect.max.retries.on.timeouts", "3");
        return values;
    }

    /**
     * The limits that are not set in {@code site}.
     *
     * @param site configuration that Hadoop has read from its files
     */
    public static Map<String, String> unsetIn(Configuration site) {
        Map<String, String> unset = new LinkedHashMap<>(VALUES);
        unset.keySet().removeIf(key -> isSet(site, key));
        return unset;
    }

    private static boolean isSet(Configuration site, String key) {
        String[] sources = site.getPropertySources(key);
        return sources != null && sources.length > 0 && !sources[sources.length - 1].endsWith("-default.xml");
    }
}
