package io.mmdino.cli;

import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.SafetensorsWriter;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.job.CommandSpark;
import io.mmdino.job.TrainedModel;
import io.mmdino.run.OutputFile;
import io.mmdino.run.RunFolder;
import io.mmdino.run.RunFolder.Checkpoint;
import io.mmdino.run.RunPlace;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code export} command: writes the teacher's weights for other programs. */
@Command(
        name = "export",
        description =
                "Writes the teacher's weights as safetensors with PyTorch's parameter names (backbone.*, dino_head.*).",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            required = true,
            description = "Run folder, from train: a path or an address.")
    private String model;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "File to write, a path or an address: NAME.safetensors.")
    private String output;

    @Option(
            names = "--checkpoint",
            paramLabel = "best|last",
            description = "Default: the best where validation kept one, else the last.")
    private Optional<Checkpoint> checkpoint = Optional.empty();

    @Override
    public Integer call() throws IOException {
        Configuration conf = CommandSpark.hadoop();
        try (OutputFile delivery = OutputFile.to(conf, output)) {
            if (delivery.isThere()) {
                throw new UsageException(
                        "the output " + output + " is already there; name a new file, or remove this one");
            }
            try (RunPlace run = RunPlace.existing(conf, model, Optional.empty())) {
                export(run, delivery);
            }
        }
        return ExitCode.DONE;
    }

    private void export(RunPlace run, OutputFile delivery) throws IOException {
        run.requireModel(checkpoint);
        Settings settings = run.folder().settings(List.of());
        try (TrainedModel trained = TrainedModel.open(run.folder(), settings, checkpoint)) {
            SafetensorsWriter writer = new SafetensorsWriter()
                    .metadata(facts(run.folder(), trained))
                    .add("", trained.teacher());
            CheckpointStore.write(delivery.path(), writer::writeTo);
            delivery.send(delivery.path());
            spec.commandLine().getOut().println("the teacher of " + run.shown(trained.source()) + " in " + output);
        }
    }

    /** Metadata that another program needs to use the weights. */
    private static Map<String, String> facts(RunFolder run, TrainedModel trained) throws IOException {
        Settings settings = trained.settings();
        Map<String, String> facts = new TreeMap<>();
        facts.put("model", "MM-DINOv2 teacher");
        facts.put("teacher_hash", trained.teacherHash());
        facts.put("settings_hash", run.provenance().settingsHash());
        facts.put("architecture", settings.model().backbone().architecture());
        facts.put("width", "" + settings.model().backbone().width());
        facts.put("depth", "" + settings.model().backbone().depth());
        facts.put("heads", "" + settings.model().backbone().heads());
        facts.put("patch", "" + settings.model().backbone().patch());
        facts.put("sequences", String.join(",", settings.model().backbone().sequences()));
        facts.put("embedding_rows", String.join(",", settings.model().backbone().embeddingRows()));
        facts.put("image_side", "" + settings.evaluation().imageSide());
        facts.put("classes", String.join(",", settings.evaluation().classNames()));
        return facts;
    }
}
