package io.mmdino.run;

import io.mmdino.storage.StoreRetries;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Limits of Hadoop's clients where nobody has set others: Hadoop's own let one lost server hold a command for a quarter of an
 * hour. Keys of core-site.xml and {@code spark.hadoop.} settings win.
 */
public final class StoreDefaults {

    private static final Map<String, String> VALUES = values();

    private StoreDefaults() {}

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(StoreRetries.TIMEOUT, "60s");
        // Milliseconds without a byte, and for a connection; Hadoop's are 200 s and 5 s.
        values.put("fs.s3a.connection.timeout", "30000");
        values.put("fs.s3a.connection.establish.timeout", "5000");
        // The SDK's own tries of a request, Hadoop's tries round them, and its tries of a request that was throttled.
        values.put("fs.s3a.attempts.maximum", "4");
        values.put("fs.s3a.retry.limit", "4");
        values.put("fs.s3a.retry.interval", "500ms");
        values.put("fs.s3a.retry.throttle.limit", "6");
        values.put("fs.s3a.retry.throttle.interval", "250ms");
        // A name node that does not answer: three times 20 s instead of 45 times.
        values.put("ipc.client.connect.max.retries.on.timeouts", "3");
        return values;
    }

    /** Those of the limits that {@code site}, which Hadoop has read from its files, says nothing about. */
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
