package io.mmdino.bench;

import io.mmdino.config.Settings;
import io.mmdino.job.CommandSpark;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.SettingsOptions;
import io.mmdino.terminal.TerminalProgress;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code bench ingest} command: ingestion on one core. */
@Command(
        name = "ingest",
        description =
                "Reads, prepares and cuts the studies of an archive on one thread, without Spark; and decodes one file"
                        + " beside its inflation alone.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchIngest implements Callable<Integer> {

    private static final int DECODE_REPEATS = 7;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settings;

    @Option(names = "--input", paramLabel = "DIR", required = true, description = "Archive, such as a phantom cohort.")
    private String input;

    @Option(names = "--studies", paramLabel = "N", defaultValue = "0", description = "Studies at most; 0 takes all.")
    private int studies;

    @Option(names = "--json", description = "One JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Settings all = settings.read(Settings.class);
        Configuration conf = CommandSpark.hadoop();
        IngestBench.Result result;
        try (TerminalProgress progress = TerminalProgress.start("bench ingest", "studies", -1)) {
            result = new IngestBench(conf, all.ingest())
                    .run(input, studies == 0 ? Integer.MAX_VALUE : studies, progress);
        }
        DecodeBench.Result own = DecodeBench.run(result.largest(), DECODE_REPEATS);
        DecodeBench.Result full = DecodeBench.run(IngestBench.fullSize(result.largest()), DECODE_REPEATS);
        new BenchReport("ingest")
                .put("studies", result.studies())
                .put("volumes", result.volumes())
                .put("windows", result.windows())
                .put("studies_per_s", result.studies() / result.seconds())
                .put("volumes_per_s", result.volumes() / result.seconds())
                .put("read_s", result.readSeconds())
                .put("prepare_s", result.prepareSeconds())
                .put("cut_s", result.cutSeconds())
                .put("decode_s", own.decodeSeconds())
                .put("inflate_s", own.inflateSeconds())
                .put("decode_share", own.share())
                .put("decode_share_240x240x155", full.share())
                .put("decode_s_240x240x155", full.decodeSeconds())
                .machine("none", 1)
                .print(spec.commandLine().getOut(), json);
        return ExitCode.DONE;
    }
}
