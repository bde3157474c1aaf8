package io.mmdino.cli;

import io.mmdino.archive.container.ContainerKind;
import io.mmdino.checkpoint.Provenance;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.inspect.Inspection;
import io.mmdino.job.CommandSpark;
import io.mmdino.job.Shards;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.run.Address;
import io.mmdino.run.RunFolder;
import io.mmdino.run.RunPlace;
import io.mmdino.run.StoredRun;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.Split;
import io.mmdino.storage.Storage;
import io.mmdino.study.IngestSettings;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.SettingsOptions;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code inspect} command: describes an image, a study, an archive, a checkpoint, a run or a shard folder. */
@Command(
        name = "inspect",
        description =
                "Says what an image, a study, an archive, DICOM series, a checkpoint, a run or a shard folder is.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class InspectCommand implements Callable<Integer> {

    private static final String DEFAULT_LIMIT = "20";
    private static final String SAFETENSORS = ".safetensors";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description =
                    "A .nii, .nii.gz, DICOM or .safetensors file, a folder or a container (.zip, .tar, .tar.gz) of"
                            + " studies, a folder of DICOM series, a run folder or a shard folder. Archives, runs, shards and .safetensors files may be addresses.")
    private String name;

    @Option(
            names = "--png",
            paramLabel = "PNG",
            description = "Also draws the windows that the model would see: three axes of one study, or the evaluation"
                    + " windows of several. Shows patients' images.")
    private Optional<Path> png = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = DEFAULT_LIMIT,
            description = "Studies to look at, at most. Default: " + DEFAULT_LIMIT + ".")
    private int limit;

    @Mixin
    private SettingsOptions settings;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Configuration conf = CommandSpark.hadoop();
        IngestSettings ingest = settings.read(Settings.class).ingest();
        Inspection inspection = UsageException.checked(() -> new Inspection(conf, ingest, limit, png, out::println));
        if (Address.isElsewhere(name)) {
            elsewhere(conf, inspection, out);
        } else {
            here(conf, inspection, out);
        }
        return ExitCode.DONE;
    }

    private void here(Configuration conf, Inspection inspection, PrintWriter out) throws IOException {
        Path path = Address.local(name);
        if (!Files.exists(path)) {
            throw new UsageException("there is no file or folder " + name + "; check the path");
        }
        if (Files.isRegularFile(path) && ContainerKind.of(name).isPresent()) {
            inspection.archive(name);
        } else if (Files.isRegularFile(path) && ImageFile.isNifti(path)) {
            inspection.file(path);
        } else if (Files.isRegularFile(path) && inspection.isDicom(path)) {
            inspection.dicom(path);
        } else if (Files.isRegularFile(path) && name.endsWith(SAFETENSORS)) {
            checkpoint(path, out);
        } else if (Files.isRegularFile(path)) {
            throw new UsageException(
                    name + " is no file that inspect knows: wanted an image (NIfTI or DICOM), a container"
                            + " (.zip, .tar, .tar.gz, .tgz) or a checkpoint (.safetensors)");
        } else if (Files.isRegularFile(new RunFolder(path).settingsFile())) {
            run(conf, out);
        } else if (isShards(conf)) {
            shards(Shards.open(conf, name), out);
            inspection.shards(name);
        } else if (inspection.isDicom(path)) {
            inspection.dicom(path);
        } else {
            inspection.archive(name);
        }
    }

    private void requireNoPicture(String what) {
        if (png.isPresent()) {
            throw new UsageException(what + " has no windows to draw; leave --png out, or name images or shards");
        }
    }

    private boolean isShards(Configuration conf) throws IOException {
        ShardFolder folder = new ShardFolder(conf, name);
        return folder.files().exists(folder.path(ShardFolder.CURRENT));
    }

    private void elsewhere(Configuration conf, Inspection inspection, PrintWriter out) throws IOException {
        var address = new org.apache.hadoop.fs.Path(name);
        var files = Storage.of(conf, address);
        if (name.endsWith(SAFETENSORS)) {
            try (ScratchFolder scratch = ScratchFolder.locked(ScratchFolder.userCache());
                    InputStream in = files.open(address)) {
                Path copy = scratch.path().resolve(address.getName());
                Files.copy(in, copy);
                checkpoint(copy, out);
            }
        } else if (StoredRun.isAt(conf, name)) {
            run(conf, out);
        } else if (isShards(conf)) {
            shards(Shards.open(conf, name), out);
            inspection.shards(name);
        } else {
            inspection.archive(name);
        }
    }

    private void checkpoint(Path path, PrintWriter out) throws IOException {
        requireNoPicture("a checkpoint");
        try (Safetensors file = Safetensors.open(path)) {
            file.verifyIfOurs();
            long numbers = file.tensors().values().stream()
                    .mapToLong(tensor -> tensor.elements())
                    .sum();
            out.println("safetensors, " + file.tensors().size() + " tensors, " + numbers + " numbers");
            out.println("  checksum: " + (file.isOurs() ? "right" : "none (another program's file)"));
            file.metadata().forEach((key, value) -> out.println("  " + key + ": " + value));
        }
    }

    private void run(Configuration conf, PrintWriter out) throws IOException {
        requireNoPicture("a run");
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
        out.println("  hash of the run, its settings and studies: " + origin.settingsHash());
        out.println("  hash of its windows' settings (settings_hash of scores): " + origin.shardsHash());
        out.println("  started on: " + origin.cpu() + ", " + origin.jvm() + ", kernels " + origin.kernel());
        out.println("  best checkpoint: " + (run.hasBest() ? "kept" : "none"));
        out.println("  classifier for score: " + (Files.exists(run.folder().classifierFile()) ? "there" : "none"));
    }

    private static void shards(Shards shards, PrintWriter out) throws IOException {
        ShardFolder folder = new ShardFolder(shards.conf(), shards.name());
        List<ManifestEntry> all = Manifest.read(folder, shards.state()).entries();
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
