package io.mmdino.cli;

import io.mmdino.bench.BenchCommand;
import io.mmdino.cli.models.ModelsCommand;
import io.mmdino.run.Address;
import io.mmdino.terminal.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code mm-dinov2 COMMAND}: runs a command and reports its failure in one line and an exit code. */
@Command(
        name = "mm-dinov2",
        description = "From archives of brain MRI to a model of glioma subtypes (MM-DINOv2 on Apache Spark).",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; the last line says why",
            "2:bad settings, usage or names of inputs and outputs; nothing was started",
            "3:finished, but some studies were refused",
            "4:nothing new to do",
            "5:another command is at work at the output",
            "6:a store, the cluster or disk space is missing; may go well another time"
        },
        subcommands = {
            DemoCommand.class,
            PhantomCommand.class,
            IngestCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            BaselineCommand.class,
            ScoreCommand.class,
            ExportCommand.class,
            ModelsCommand.class,
            InspectCommand.class,
            SelfcheckCommand.class,
            BenchCommand.class
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "On failure also print where in the code it happened. May show file names of patients.")
    private boolean stacktrace;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command line and returns its exit code; see {@link ExitCode}. */
    static int run(String... args) {
        return run(commandLine(), args);
    }

    /** Runs one command line with other streams for results and for messages, and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(commandLine().setOut(out).setErr(err), args);
    }

    private static int run(CommandLine line, String... args) {
        if (holdCredentials(List.of(args))) {
            return refused(line); // before anything prints or logs the address
        }
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return failed(
                    line, "out of memory; give Java more, for instance MMDINO_JAVA_OPTS=-Xmx12g, or use fewer lanes");
        } catch (LinkageError e) {
            return failed(line, "the class path is not whole (" + e + "); build again with mvn package");
        }
    }

    private static boolean holdCredentials(List<String> words) {
        return words.stream().anyMatch(Address::holdsCredentials);
    }

    private static int refused(CommandLine line) {
        line.getErr()
                .println(line.getCommandName()
                        + ": an address has a user or a password in it, where logs and process"
                        + " lists show them; give s3a its keys by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or by"
                        + " Hadoop's settings");
        return ExitCode.USAGE;
    }

    /** Executes a parsed command line; words that came from an options file ({@code @FILE}) are looked at here. */
    private static int execute(CommandLine.ParseResult parsed) {
        return holdCredentials(parsed.expandedArgs())
                ? refused(parsed.commandSpec().commandLine())
                : new CommandLine.RunLast().execute(parsed);
    }

    /** The command line with the error handlers of this program. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(new ErrorLine());
    }

    boolean stacktrace() {
        return stacktrace;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        String command = line.getCommandSpec().qualifiedName();
        err.println(command + ": " + e.getMessage().strip());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("See " + command + " --help");
        }
        return ExitCode.USAGE;
    }

    private static int failed(CommandLine line, String reason) {
        line.getErr().println(line.getCommandName() + ": " + reason);
        return ExitCode.FAILURE;
    }

    /** Text of {@code --version}: version of the program, of Java and of Spark. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String own = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    .orElse("(not from a jar)");
            String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            return new String[] {
                "mm-dinov2 " + own,
                "Java " + Runtime.version() + ", " + system,
                "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION()
            };
        }
    }
}
