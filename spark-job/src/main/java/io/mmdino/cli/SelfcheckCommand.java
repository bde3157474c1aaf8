package io.mmdino.cli;

import io.mmdino.config.UsageException;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Precision;
import io.mmdino.selfcheck.CheckTable;
import io.mmdino.selfcheck.SelfCheck;
import io.mmdino.selfcheck.Traces;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code selfcheck} command: compares this machine's results with recorded ones of the reference implementation. */
@Command(
        name = "selfcheck",
        description = "Replays recorded numbers of the reference implementation on this machine and prints how far"
                + " ours are off. Exit code 1 when one is out of its bound.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class SelfcheckCommand implements Callable<Integer> {

    /** Kernels to check. */
    enum Choice {
        ALL,
        VECTOR,
        SCALAR,
        ND4J,
        CUDA
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--traces",
            paramLabel = "DIR",
            required = true,
            description = "Folder with recorded traces (safetensors, with the JSON, NIfTI and .pth files beside them),"
                    + " in it or one folder below; told by what they hold, not by name.")
    private Path folder;

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "all (that run here), vector, scalar, nd4j or cuda.")
    private Choice choice;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "float32",
            description = "float32, or with wider bounds bfloat16 (vector and cuda kernels) or tf32 (cuda).")
    private String precision;

    @Override
    public Integer call() throws IOException {
        Traces traces = traces();
        List<Kernels> kernels = kernels();
        PrintWriter out = spec.commandLine().getOut();
        CheckTable table = new CheckTable(out);
        try (Lanes lanes = new Lanes(Runtime.getRuntime().availableProcessors())) {
            new SelfCheck(kernels, lanes).run(traces, table::add);
        }
        if (!traces.others().isEmpty()) {
            out.println("Not traces, left out: " + String.join(", ", traces.others()));
        }
        table.summarise();
        return table.holds() ? ExitCode.DONE : ExitCode.FAILURE;
    }

    private Traces traces() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new UsageException("--traces is " + folder + ", wanted a folder");
        }
        Traces traces = Traces.in(folder);
        if (traces.count() == 0) {
            throw new UsageException("no recorded trace in " + folder + " or one folder below: wanted safetensors files"
                    + " of training steps, backbones, losses, evaluation or imaging");
        }
        return traces;
    }

    private List<Kernels> kernels() {
        Precision wanted =
                UsageException.checked(() -> Precision.named(precision)).orElse(Precision.FLOAT32);
        if (wanted != Precision.FLOAT32) {
            Choice rounding = wanted == Precision.TF32 ? Choice.CUDA : Choice.VECTOR;
            return List.of(named(choice == Choice.ALL ? rounding : choice, wanted));
        }
        if (choice != Choice.ALL) {
            return List.of(named(choice, wanted));
        }
        Kernels fastest = KernelChoice.AUTO.kernels();
        return Stream.concat(
                        Stream.of(fastest),
                        Stream.of(Choice.SCALAR, Choice.ND4J).map(other -> named(other, wanted)))
                .filter(kernels -> kernels == fastest || !kernels.name().equals(fastest.name()))
                .toList();
    }

    private static Kernels named(Choice choice, Precision precision) {
        try {
            return KernelChoice.valueOf(choice.name()).kernels(Cuda.here(), Optional.of(precision));
        } catch (IllegalStateException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
