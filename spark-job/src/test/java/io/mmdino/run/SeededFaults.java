package io.mmdino.run;

import io.mmdino.run.FaultyLink.Fault;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Spoils one request in a given number. Which one and how depends only on a seed, the request, its object and how often it has
 * come, so it does not depend on the machine or on the order in which threads and processes send requests.
 */
public final class SeededFaults implements FaultyLink.Plan {

    /** Parts of names that differ from run to run: random ids, times of jobs and uploads, hashes of trained weights. */
    private static final Pattern CHANGING = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=working-)[0-9a-f]{8}|(?<=\\.)[0-9a-f]{12}(?=\\.)|\\d{12,}"
                    + "|(?<=uploadId=)[^&]*|(?<=continuation-token=)[^&]*");

    private static final List<Fault> FAULTS = List.copyOf(EnumSet.complementOf(EnumSet.of(Fault.NONE)));

    private final long seed;
    private final int oneIn;
    private final Predicate<String> concerned;
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    private SeededFaults(long seed, int oneIn, Predicate<String> concerned) {
        this.seed = seed;
        this.oneIn = oneIn;
        this.concerned = concerned;
    }

    /** One request in seven, with the seed of the system property {@code mmdino.faults.seed}, or else 1. */
    public static SeededFaults ofAll() {
        return of(Long.getLong("mmdino.faults.seed", 1));
    }

    static SeededFaults of(long seed) {
        return new SeededFaults(seed, 7, request -> true);
    }

    /** Spoils every second request for the content of an object, with the same seed. Listings and writes succeed. */
    public static SeededFaults ofContent() {
        return new SeededFaults(
                Long.getLong("mmdino.faults.seed", 1),
                2,
                request -> request.startsWith("GET ") && !request.contains("?"));
    }

    @Override
    public Fault of(String method, String path) {
        String request = method + " " + CHANGING.matcher(path).replaceAll("*");
        if (!concerned.test(request)) {
            return Fault.NONE;
        }
        int count = counts.computeIfAbsent(request, key -> new AtomicInteger()).incrementAndGet();
        int drawn =
                new SplittableRandom(seed << 32 ^ (request + " " + count).hashCode()).nextInt(oneIn * FAULTS.size());
        return drawn < FAULTS.size() ? FAULTS.get(drawn) : Fault.NONE;
    }
}
