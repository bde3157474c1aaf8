package io.mmdino.cli;

import io.mmdino.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands that compute by kernels alone, {@code selfcheck} and parts of {@code bench}, on a class path without Spark and
 * Hadoop: what the bundle of {@code submit/gpu-check} starts. {@link Main} has all commands.
 */
public final class KernelMain {

    private KernelMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    private static CommandLine commandLine() {
        return new CommandLine(CommandSpec.create().name("mm-dinov2"))
                .addSubcommand("selfcheck", new SelfcheckCommand())
                .addSubcommand("bench", BenchCommand.onKernelsAlone())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ErrorLine());
    }
}
