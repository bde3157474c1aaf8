package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.study.ExternalCommand;
import io.mmdino.study.ExternalException;
import io.mmdino.study.ExternalProcess;
import io.mmdino.study.ExternalSettings;
import io.mmdino.study.MarkedProcesses;
import io.mmdino.volume.NiftiLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, with a real external program at work on a study, is sent SIGTERM as schedulers do. */
class EndedBySignalTest {

    private static final long LIMIT_SECONDS = 60;

    @TempDir
    Path temp;

    @Test
    void noImageAndNoProgramIsLeftBehind() throws Exception {
        Path scratch = Files.createDirectory(temp.resolve("scratch"));
        Path sign = temp.resolve("pid");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + scratch,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        sign.toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log").toFile())
                .start();
        try {
            ProcessHandle program = awaitProgram(child, sign);
            String mark = onlyEntry(scratch).toString();
            assertThat(new MarkedProcesses(ExternalProcess.MARK, mark).find()).contains(program);
            child.destroy();
            assertThat(child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(scratch).isEmptyDirectory();
            program.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } finally {
            child.destroyForcibly();
        }
    }

    private static Path onlyEntry(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> all = entries.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private ProcessHandle awaitProgram(Process child, Path sign) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!Files.exists(sign)) {
            assertThat(child.isAlive())
                    .as("the child ended: %s", Files.readString(temp.resolve("log")))
                    .isTrue();
            assertThat(System.nanoTime())
                    .as("the program did not start in time")
                    .isLessThan(end);
            Thread.sleep(20);
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(sign).strip())).orElseThrow();
    }

    /** Runs a program that says its process id when it has its input, and then takes its time. */
    public static final class Child {

        private Child() {}

        public static void main(String[] args) throws ExternalException {
            String program = "cp $1/t1.nii.gz $2; echo $$ >" + args[0] + ".part; mv " + args[0] + ".part " + args[0]
                    + "; sleep 600; sleep 600";
            ExternalSettings settings = new ExternalSettings(
                    List.of("sh", "-c", program, "sh", ExternalSettings.INPUT, ExternalSettings.OUTPUT), 600);
            new ExternalCommand(settings, NiftiLimits.DEFAULT).run(Map.of("t1", SmallCohort.volume("a", false)));
        }
    }
}
