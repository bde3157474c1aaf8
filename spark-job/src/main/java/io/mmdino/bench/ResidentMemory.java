package io.mmdino.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Resident memory of this process, native memory of tensors included. Linux only. */
public final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String FORGET_PEAK = "5";

    private ResidentMemory() {}

    /** VmRSS in MB (2^20 bytes). */
    public static double megabytes() {
        return megabytes("VmRSS:");
    }

    /** Peak of resident memory since {@link #forgetPeak}, in MB (2^20 bytes). */
    public static double peakMegabytes() {
        return megabytes("VmHWM:");
    }

    /** Resets the peak to the memory that is resident now (man 5 proc, clear_refs). */
    public static void forgetPeak() {
        try {
            Files.writeString(CLEAR, FORGET_PEAK, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("this system has no " + CLEAR + " to forget the peak of memory by", e);
        }
    }

    private static double megabytes(String name) {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(name))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow(
                                    () -> new IllegalStateException("this system tells no " + name + " in " + STATUS))
                    / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException("this system has no " + STATUS + ", which tells resident memory", e);
        }
    }
}
