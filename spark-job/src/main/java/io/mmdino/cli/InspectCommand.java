package io.mmdino.cli;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.config.Settings;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.Status;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.Split;
import io.mmdino.store.StoredRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what something is. */
@Command(
        name = "inspect",
        description = "Says what a checkpoint, a run folder or a shard folder holds.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

    private static final String SAFETENSORS = ".safetensors";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "A .safetensors file, a run folder or a shard folder: a path or an address.")
    private String name;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Configuration conf = HadoopConfiguration.here();
        if (Address.isElsewhere(name)) {
            elsewhere(conf, out);
            return ExitCode.DONE;
        }
        Path path = Address.local(name);
        if (Files.isRegularFile(path)) {
            checkpoint(path, out);
        } else if (Files.isRegularFile(new RunFolder(path).settingsFile())) {
            run(conf, out);
        } else {
            shards(Shards.open(conf, name), out);
        }
        return ExitCode.DONE;
    }

    private void elsewhere(Configuration conf, PrintWriter out) throws IOException {
        var address = new org.apache.hadoop.fs.Path(name);
        var files = address.getFileSystem(conf);
        if (name.endsWith(SAFETENSORS)) {
            try (Scratch scratch = Scratch.in(Scratch.COPIES);
                    InputStream in = files.open(address)) {
                Path copy = scratch.folder().resolve(address.getName());
                Files.copy(in, copy);
                checkpoint(copy, out);
            }
        } else if (StoredRun.isAt(conf, name)) {
            run(conf, out);
        } else {
            shards(Shards.open(conf, name), out);
        }
    }

    private static void checkpoint(Path path, PrintWriter out) throws IOException {
        try (Safetensors file = Safetensors.open(path)) {
            file.verify();
            long numbers = file.tensors().values().stream()
                    .mapToLong(tensor -> tensor.elements())
                    .sum();
            out.println("safetensors, " + file.tensors().size() + " tensors, " + numbers + " numbers");
            file.metadata().forEach((key, value) -> out.println("  " + key + ": " + value));
        }
    }

    private void run(Configuration conf, PrintWriter out) throws IOException {
        try (RunPlace run = RunPlace.existing(conf, name, Optional.empty())) {
            run(run, out);
        }
    }

    private static void run(RunPlace run, PrintWriter out) throws IOException {
        Settings settings = run.folder().settings(List.of());
        Provenance origin = run.folder().provenance();
        out.println("run, " + run.iterations() + " of " + settings.optim().iterations() + " iterations");
        out.println("  model: " + settings.model().backbone().architecture() + ", width "
                + settings.model().backbone().width() + ", depth "
                + settings.model().backbone().depth());
        out.println("  settings hash: " + origin.settingsHash());
        out.println("  started on: " + origin.cpu() + ", " + origin.jvm() + ", kernels " + origin.kernel());
        out.println("  best checkpoint: " + (run.hasBest() ? "kept" : "none"));
        out.println("  classifier for score: " + (Files.exists(run.folder().classifierFile()) ? "there" : "none"));
    }

    private static void shards(Shards shards, PrintWriter out) throws IOException {
        Configuration conf = shards.conf();
        ShardFolder folder = new ShardFolder(conf, shards.name());
        List<ManifestEntry> all =
                Manifest.read(conf, folder.path(shards.state().manifest())).entries();
        List<ManifestEntry> taken =
                all.stream().filter(entry -> entry.status() == Status.ACCEPTED).toList();
        out.println("shards, " + taken.size() + " studies, " + (all.size() - taken.size()) + " refused, "
                + taken.stream().mapToInt(ManifestEntry::windows).sum() + " windows");
        for (Split split : Split.values()) {
            List<ManifestEntry> part = taken.stream()
                    .filter(entry -> entry.facts().split() == split)
                    .toList();
            long labelled = part.stream()
                    .filter(entry -> entry.facts().label().isPresent())
                    .count();
            out.println("  " + split + ": " + part.size() + " studies, " + labelled + " labelled");
        }
        out.println("  cut with: " + shards.state().settings());
    }
}
