package io.mmdino.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process holds of the machine's memory, tensors and heap alike. Linux only. */
public final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** VmRSS in MB (2^20 bytes). */
    public static double megabytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("this system tells no VmRSS in " + STATUS))
                    / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException("this system has no " + STATUS + ", which tells resident memory", e);
        }
    }
}
