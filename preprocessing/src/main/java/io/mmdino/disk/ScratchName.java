package io.mmdino.disk;

import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Names of scratch folders: {@code mm-dinov2-PURPOSE-PROCESS-RANDOM}. PROCESS tells processes apart that have the same number, in
 * two containers or one after the other. A process must not open the lock files of its own folders a second time: on POSIX systems
 * closing one of two channels of a file ends the lock.
 */
final class ScratchName {

    private static final String FIRST = "mm-dinov2-";
    private static final Pattern NAME =
            Pattern.compile("mm-dinov2-(scratch|spill|aeron|external|unpacked|score|bench)-([0-9a-z]+_[0-9a-z]+)-\\d+");
    private static final int BASE = 36;

    private ScratchName() {}

    /** The name up to RANDOM. */
    static String prefix(ScratchFolder.Purpose purpose) {
        return FIRST + purpose.word() + "-" + process() + "-";
    }

    /** The name, up to RANDOM, of a folder that is not locked yet and not swept. */
    static String unlockedPrefix() {
        return ".mm-dinov2-new-";
    }

    /** Whether it is the name of another process's scratch folder. */
    static boolean isOfAnotherProcess(Path name) {
        var matcher = NAME.matcher(name.toString());
        return matcher.matches() && !matcher.group(2).equals(process());
    }

    private static String process() {
        ProcessHandle me = ProcessHandle.current();
        long start = me.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
        return Long.toString(me.pid(), BASE) + "_" + Long.toString(start, BASE);
    }
}
