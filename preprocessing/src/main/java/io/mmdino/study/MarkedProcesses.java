package io.mmdino.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processes of this machine whose environment has a variable with a given value: a program and all processes it started,
 * even those whose parent has ended. Read from Linux' {@code /proc}.
 *
 * @param value unique among the environments of all processes
 */
public record MarkedProcesses(String variable, String value) {

    /** Each round finds the processes that were started during the one before. */
    private static final int ROUNDS = 100;

    private static final long PAUSE_MILLIS = 20;

    /** Ends them by SIGKILL, until no new ones appear. */
    void end() {
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> found = find();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the remaining rounds run without a pause
            }
        }
    }

    public List<ProcessHandle> find() {
        return ProcessHandle.allProcesses().filter(this::bearsMark).toList();
    }

    private boolean bearsMark(ProcessHandle process) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
            String all = '\0' + new String(environment, StandardCharsets.ISO_8859_1);
            String bytes =
                    new String((variable + '=' + value).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return all.contains('\0' + bytes + '\0');
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }
}
