package io.mmdino.bench;

import io.mmdino.archive.ArchiveListing;
import io.mmdino.archive.FolderListing;
import io.mmdino.config.UsageException;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.ingest.IngestRequest;
import io.mmdino.job.CommandSpark;
import io.mmdino.privacy.IdKey;
import io.mmdino.study.IngestSettings;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code bench listing} command: lists and plans an archive without reading its files. */
@Command(
        name = "listing",
        description = {
            "Lists and plans an archive as ingest does before it reads: once as a new one, once as one that the manifest has. Without"
                    + " --input the archive is generated names of empty files.",
            "MMDINO_JAVA_OPTS=-Xmx1g shows that the heap does not grow with the archive."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchListing implements Callable<Integer> {

    private static final double MEGABYTE = 1e6;

    @Spec
    private CommandSpec spec;

    @Option(names = "--entries", paramLabel = "N", defaultValue = "2000000", description = "Files to generate.")
    private long entries;

    @Option(names = "--input", paramLabel = "DIR", description = "List this folder instead.")
    private Optional<String> input = Optional.empty();

    @Option(names = "--json", description = "One JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Configuration conf = CommandSpark.hadoop();
        ArchiveListing listing = input.isPresent()
                ? new FolderListing(conf, input.get())
                : UsageException.checked(() -> new GeneratedListing(entries));
        IngestRequest request =
                IngestRequest.of(input.orElse("generated"), "none", IdKey.publicDefault(), IngestSettings.defaults());
        PlanningBench.Result result;
        try (ScratchFolder folder = ScratchFolder.temporary(ScratchFolder.Purpose.BENCH)) {
            result = new PlanningBench(conf, request)
                    .run(listing, new org.apache.hadoop.fs.Path(folder.path().toUri() + "manifest.parquet"));
        }
        new BenchReport("listing")
                .put("entries", result.listed())
                .put("studies", result.studies())
                .put("unchanged_again", result.unchanged())
                .put("first_s", result.firstSeconds())
                .put("again_s", result.againSeconds())
                .put("entries_per_s", result.listed() / result.firstSeconds())
                .put("live_heap_mb", result.liveBytes() / MEGABYTE)
                .put("peak_heap_mb", result.peakBytes() / MEGABYTE)
                .put("max_heap_mb", Runtime.getRuntime().maxMemory() / MEGABYTE)
                .machine("none", 1)
                .print(spec.commandLine().getOut(), json);
        return ExitCode.DONE;
    }
}
