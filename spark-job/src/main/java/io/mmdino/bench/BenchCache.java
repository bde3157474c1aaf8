package io.mmdino.bench;

import io.mmdino.disk.ScratchFolder;
import io.mmdino.job.CommandSpark;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code bench cache} command: windows from shards to the slice cache. */
@Command(
        name = "cache",
        description =
                "Copies windows from shards into a slice cache: one thread and one file a study, unchecked; beside several"
                        + " threads and packed shards, checked.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCache implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--studies", paramLabel = "N", defaultValue = "1000", description = "Studies to generate.")
    private int studies;

    @Option(names = "--windows", paramLabel = "N", defaultValue = "3", description = "Windows of each study.")
    private int windows;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "Threads; 0 takes two a core.")
    private int threads;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Repetitions.")
    private int rounds;

    @Option(names = "--json", description = "One JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        int used = threads > 0 ? threads : 2 * Runtime.getRuntime().availableProcessors();
        try (ScratchFolder scratch = ScratchFolder.temporary(ScratchFolder.Purpose.BENCH)) {
            CacheBench.Result result = new CacheBench(CommandSpark.hadoop(), Math.max(1, studies), Math.max(1, windows))
                    .run(scratch.path(), used, Math.max(1, rounds));
            new BenchReport("cache")
                    .put("studies", studies)
                    .put("windows", studies * windows)
                    .put("stored_mb", result.megabytes())
                    .put("sequential_s", result.times().first())
                    .put("parallel_s", result.times().second())
                    .put("times_as_fast", result.times().ratio())
                    .machine("none", used)
                    .print(spec.commandLine().getOut(), json);
        }
        return ExitCode.DONE;
    }
}
