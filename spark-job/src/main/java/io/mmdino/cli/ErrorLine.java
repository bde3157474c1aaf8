package io.mmdino.cli;

import io.mmdino.config.SettingsException;
import io.mmdino.config.UsageException;
import io.mmdino.privacy.SafeMessage;
import io.mmdino.terminal.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Reports an exception of a command as one line and an exit code; with {@code --stacktrace} also its stack trace. */
final class ErrorLine implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception thrown, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        String command = line.getCommandSpec().qualifiedName();
        List<String> arguments = originalArguments(line);
        if (thrown instanceof SettingsException settings) {
            printFaults(err, command, settings);
            return ExitCode.USAGE;
        }
        int code = FailureCode.of(thrown);
        if (thrown instanceof UsageException) {
            err.println(command + ": " + withoutName(thrown.getMessage(), line.getCommandName()));
            err.println("See " + command + " --help");
            return code;
        }
        String reason = new SafeMessage(arguments).of(thrown);
        err.println(command + ": failed: " + withoutName(reason, line.getCommandName()));
        if (wantsStack(line)) {
            thrown.printStackTrace(err);
        }
        return code;
    }

    /** Messages of a package may begin with its name, which may be the command's too; it is shown once. */
    private static String withoutName(String message, String name) {
        return message.startsWith(name + ": ") ? message.substring(name.length() + 2) : message;
    }

    private static void printFaults(PrintWriter err, String command, SettingsException settings) {
        int count = settings.faults().size();
        err.println(command + ": " + (count == 1 ? "a fault" : count + " faults") + " in the settings:");
        settings.faults().forEach(fault -> err.println("  " + fault.text()));
    }

    private static List<String> originalArguments(CommandLine line) {
        CommandLine top = top(line);
        return top.getParseResult() == null ? List.of() : top.getParseResult().originalArgs();
    }

    private static boolean wantsStack(CommandLine line) {
        return top(line).getCommand() instanceof Main main && main.stacktrace();
    }

    private static CommandLine top(CommandLine line) {
        CommandLine top = line;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top;
    }
}
