package io.mmdino.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Samples the used heap every few milliseconds to find its peak. */
final class HeapWatch implements AutoCloseable {

    private static final long EVERY_MS = 5;

    private final AtomicLong peak = new AtomicLong();
    private final Thread watcher = new Thread(this::watch, "heap watch");

    HeapWatch() {
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        try {
            while (true) {
                peak.accumulateAndGet(used(), Math::max);
                Thread.sleep(EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes in use after a garbage collection. */
    long live() {
        System.gc();
        return used();
    }

    /** Largest number of bytes in use so far, garbage included. */
    long peak() {
        return peak.get();
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
