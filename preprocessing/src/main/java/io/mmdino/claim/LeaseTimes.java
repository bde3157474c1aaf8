package io.mmdino.claim;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * Times of a lease.
 *
 * @param lease how long a lease that is not renewed stands, measured by the clock of whoever waits for its end
 */
record LeaseTimes(Duration lease) {

    /** Hadoop key of the lease, such as {@code 60s}; 60 s by default, 4 s or more. Equal for all that write to a place. */
    static final String LEASE = "mmdino.claim.lease";

    /** Leases are renewed four times while they stand. */
    private static final int RENEWALS = 4;

    private static final int SETTLING = 20;
    private static final Duration SHORTEST_SETTLING = Duration.ofSeconds(1);

    static LeaseTimes setIn(Configuration conf) {
        long milliseconds = conf.getTimeDuration(LEASE, 60, TimeUnit.SECONDS, TimeUnit.MILLISECONDS);
        return new LeaseTimes(Duration.ofMillis(Math.max(4000, milliseconds)));
    }

    Duration betweenRenewals() {
        return lease.dividedBy(RENEWALS);
    }

    /** Wait between writing a lease and reading back whether it is still there. */
    Duration settling() {
        Duration part = lease.dividedBy(SETTLING);
        return part.compareTo(SHORTEST_SETTLING) > 0 ? part : SHORTEST_SETTLING;
    }

    /** Longest time from looking whether there is a lease to having written one. */
    Duration deciding() {
        return settling().dividedBy(2);
    }
}
