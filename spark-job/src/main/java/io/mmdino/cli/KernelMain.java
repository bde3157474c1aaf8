package io.mmdino.cli;

import io.mmdino.bench.BenchCommand;
import io.mmdino.config.UsageException;
import io.mmdino.terminal.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

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
                .setExecutionExceptionHandler(KernelMain::failed);
    }

    /** Without {@link ErrorLine}, which knows the failures of Spark and Hadoop by their classes. */
    private static int failed(Exception thrown, CommandLine line, ParseResult parsed) {
        line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + thrown.getMessage());
        if (thrown instanceof UsageException) {
            return ExitCode.USAGE;
        }
        thrown.printStackTrace(line.getErr());
        return ExitCode.FAILURE;
    }
}
