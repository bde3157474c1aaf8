package io.mmdino.cli.models;

import io.mmdino.disk.SealedJson;
import io.mmdino.registry.Registry;
import io.mmdino.registry.RegistryVerification;
import io.mmdino.registry.RegistryVerification.Report;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code models verify} command. */
@Command(
        name = "verify",
        description = "Reads every file of a registry and compares it with its SHA-256; checks histories and aliases.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class VerifyModels implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RegistryOption registry;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Registry models = registry.open();
        Report report = RegistryVerification.of(models);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(SealedJson.content(report));
        } else {
            report.notes().forEach(note -> out.println("note: " + note));
            report.faults().forEach(fault -> out.println("FAULT: " + fault));
            out.println(report.versions() + " versions, " + report.files() + " files, " + TextTable.size(report.bytes())
                    + ": "
                    + (report.faults().isEmpty() ? "whole" : report.faults().size() + " faults"));
        }
        return report.faults().isEmpty() ? ExitCode.DONE : ExitCode.FAILURE;
    }
}
