package io.mmdino.cli.models;

import io.mmdino.calibrate.Calibration;
import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.UsageException;
import io.mmdino.evaluate.ClassifierJson;
import io.mmdino.job.CommandSpark;
import io.mmdino.job.TrainedModel;
import io.mmdino.registry.AliasHistory;
import io.mmdino.registry.ModelVersion;
import io.mmdino.registry.Registration;
import io.mmdino.registry.Registry;
import io.mmdino.run.RunFolder;
import io.mmdino.run.RunFolder.Checkpoint;
import io.mmdino.run.RunPlace;
import io.mmdino.terminal.ExitCode;
import io.mmdino.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code models register} command. */
@Command(
        name = "register",
        description =
                "Adds the model of a run to a registry as its next version; makes the registry when there is none.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RegisterModel implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Run folder, from train: a path or an address.")
    private String name;

    @Mixin
    private RegistryOption registry;

    @Option(
            names = "--checkpoint",
            paramLabel = "best|last",
            description = "Default: the best where validation kept one, else the last.")
    private Optional<Checkpoint> checkpoint = Optional.empty();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "One more file of the version, such as verdict.json or evaluation.json; as often as wanted.")
    private List<Path> more = new ArrayList<>();

    @Option(
            names = "--parent",
            paramLabel = "VERSION",
            description = "Version or alias whose weights the training started from.")
    private Optional<String> parent = Optional.empty();

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "Alias to set to the new version, such as challenger; champion is set by promote.")
    private Optional<String> alias = Optional.empty();

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag of the version; as often as wanted.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--description", paramLabel = "TEXT", description = "A few words for the list.")
    private String description = "";

    @Mixin
    private AuthorOption author;

    @Override
    public Integer call() throws IOException {
        if (alias.equals(Optional.of("champion"))) {
            throw new UsageException("--alias is champion, wanted another; models promote sets the champion");
        }
        Map<String, String> words = TagModel.tags(tags);
        try (RunPlace run = RunPlace.existing(CommandSpark.hadoop(), name, Optional.empty())) {
            run.requireModel(checkpoint);
            return register(run.folder(), words);
        }
    }

    private int register(RunFolder run, Map<String, String> words) throws IOException {
        Map<String, Path> files = files(run);
        Map<String, String> hashes = new TreeMap<>();
        Provenance provenance = run.provenance();
        hashes.put("run", provenance.settingsHash());
        hashes.put("shard-settings", provenance.shardsHash());
        try (TrainedModel trained = TrainedModel.open(run, run.settings(List.of()), checkpoint)) {
            hashes.putAll(hashes(trained, run));
            files.put(run.folder().relativize(trained.source()).toString(), trained.source());
        }
        Registry models = registry.openOrCreate();
        int from = parent.isPresent()
                ? RegistryOption.version(models, parent.get()).number()
                : 0;
        Optional<AliasHistory> history =
                alias.isPresent() ? Optional.of(RegistryOption.alias(models, alias.get())) : Optional.empty();
        Registration model = UsageException.checked(
                () -> new Registration(files, from, description, provenance.codeVersion(), libraries(), hashes, words));
        ModelVersion version = models.register(model, author.author());
        if (history.isPresent()) {
            models.move(history.get(), version.number(), author.why(), author.author());
        }
        spec.commandLine()
                .getOut()
                .println("version " + version.number() + " in " + models.folder(version)
                        + alias.map(set -> ", with the alias " + set).orElse(""));
        return ExitCode.DONE;
    }

    /** The hash of the teacher's weights, which takes a while to compute, and that of the model as scores have it. */
    private static Map<String, String> hashes(TrainedModel trained, RunFolder run) throws IOException {
        if (Files.exists(run.classifierFile())) {
            ClassifierJson.Fitted fitted = trained.classifier(run);
            return Map.of("teacher", fitted.teacher(), "model", fitted.hash());
        }
        String teacher = trained.teacherHash();
        return Map.of("teacher", teacher, "model", teacher);
    }

    /** The run's files but its checkpoint, and those of {@code --file}. */
    private Map<String, Path> files(RunFolder run) {
        Map<String, Path> files = new TreeMap<>();
        List<String> own = List.of(
                RunFolder.SETTINGS, RunFolder.PROVENANCE, RunFolder.CLASSIFIER, Training.METRICS, Calibration.FILE);
        for (String file : own) {
            if (Files.isRegularFile(run.folder().resolve(file))) {
                files.put(file, run.folder().resolve(file));
            }
        }
        for (Path file : more) {
            if (!Files.isRegularFile(file)) {
                throw new UsageException("--file " + file + " is no file");
            }
            if (files.putIfAbsent(file.getFileName().toString(), file) != null) {
                throw new UsageException("--file " + file + " has the name of another file of the version");
            }
        }
        return files;
    }

    private static Map<String, String> libraries() {
        return Map.of(
                "java",
                Runtime.version().toString(),
                "spark",
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                "hadoop",
                org.apache.hadoop.util.VersionInfo.getVersion());
    }
}
