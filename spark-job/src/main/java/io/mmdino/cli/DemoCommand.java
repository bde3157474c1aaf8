package io.mmdino.cli;

import io.mmdino.config.DefaultSettings;
import io.mmdino.config.UsageException;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code demo} command: runs the whole job on synthetic cohorts. */
@Command(
        name = "demo",
        description = {
            "Shows the whole job on synthetic cohorts: phantom, ingest, train, evaluate, score. Every step is a command line"
                    + " that is printed first.",
            "Started again in the same folder it does what is not done yet."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "demo", description = "Folder for everything.")
    private Path output;

    @Option(names = "--studies", paramLabel = "N", defaultValue = "160", description = "Studies to train on.")
    private int studies;

    @Option(
            names = "--judged",
            paramLabel = "N",
            defaultValue = "80",
            description = "Studies, all labelled, of the validation cohort and of the external one.")
    private int judged;

    @Option(names = "--size", paramLabel = "VOXELS", defaultValue = "144", description = "As of phantom.")
    private int size;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of cohorts and training.")
    private int seed;

    @Option(
            names = "--supervised",
            description = "Also train the same network for as long from labels alone, and show it beside.")
    private boolean supervised;

    @Option(
            names = "--baseline",
            description = "Also train Deeplearning4j's convolutional network from the labels, and show it beside.")
    private boolean baseline;

    @Option(
            names = "--config",
            paramLabel = "YAML",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "Run file. Default: conf/demo.yaml.")
    private Optional<Path> config = Optional.empty();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path runFile = config.orElseGet(DemoCommand::ownRunFile);
        DemoPlan plan = new DemoPlan(output, runFile, studies, judged, size, seed, supervised, baseline);
        List<DemoPlan.Step> steps = plan.steps();
        for (int i = 0; i < steps.size(); i++) {
            DemoPlan.Step step = steps.get(i);
            out.println();
            out.println((i + 1) + "/" + steps.size() + "  " + step.purpose());
            int code = run(step, out);
            if (code != ExitCode.DONE && code != ExitCode.SOME_REFUSED && code != ExitCode.NOTHING_NEW) {
                return code;
            }
        }
        out.println();
        out.print(new DemoSummary(plan).text());
        out.flush();
        return ExitCode.DONE;
    }

    private int run(DemoPlan.Step step, PrintWriter out) {
        if (step.result().filter(Files::exists).isPresent()) {
            out.println("     done before: " + step.result().get());
            return ExitCode.NOTHING_NEW;
        }
        out.println("     submit/mm-dinov2 " + String.join(" ", step.words()));
        out.flush();
        List<String> words = new ArrayList<>(step.words());
        return Main.run(out, spec.commandLine().getErr(), words.toArray(String[]::new));
    }

    private static Path ownRunFile() {
        return Optional.ofNullable(System.getProperty(DefaultSettings.HOME))
                .map(home -> Path.of(home, "conf", "demo.yaml"))
                .filter(Files::isRegularFile)
                .orElseThrow(
                        () -> new UsageException(
                                "conf/demo.yaml is not there; start through submit/mm-dinov2, or give a run file with --config"));
    }
}
