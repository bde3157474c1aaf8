package io.mmdino.cli.models;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code models} command, whose subcommands keep a registry of models. */
@Command(
        name = "models",
        description = {
            "Keeps a registry of models: numbered versions that never change, and aliases such as champion that move with a"
                    + " history.",
            "Wherever a command takes --model RUN it also takes REGISTRY@champion or REGISTRY@3."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "ACTION",
        subcommands = {
            RegisterModel.class,
            ListModels.class,
            ShowModel.class,
            PromoteModel.class,
            RollbackModel.class,
            TagModel.class,
            VerifyModels.class
        })
public final class ModelsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "models what: register, list, show, promote, rollback, tag or verify?");
    }
}
