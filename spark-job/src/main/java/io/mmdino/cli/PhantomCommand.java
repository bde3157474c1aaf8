package io.mmdino.cli;

import io.mmdino.config.UsageException;
import io.mmdino.phantom.PhantomCohort;
import io.mmdino.phantom.PhantomSettings;
import io.mmdino.phantom.Site;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.TerminalProgress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code phantom} command: makes a synthetic cohort. */
@Command(
        name = "phantom",
        description = "Makes a synthetic cohort of head volumes with glioma-like lesions, as NIfTI.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class PhantomCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder to make.")
    private Path output;

    @Option(names = "--studies", paramLabel = "N", required = true, description = "Studies, one a patient.")
    private Integer studies;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Same seed, same bytes.")
    private long seed;

    @Option(
            names = "--labelled",
            paramLabel = "F",
            defaultValue = "0.5",
            description = "Share of studies with a class.")
    private double labelled;

    @Option(
            names = "--missing",
            paramLabel = "F",
            defaultValue = "0.2",
            description = "Share of studies that lack one sequence.")
    private double missing;

    @Option(
            names = "--site",
            paramLabel = "A|B",
            defaultValue = "A",
            description = "Whose scanner: contrast, noise, bias field and resolution differ.")
    private Site site;

    @Option(
            names = "--size",
            paramLabel = "VOXELS",
            defaultValue = "" + PhantomSettings.DEFAULT_SIZE,
            description = "Voxels from back to front; the head keeps its size, so this is the resolution.")
    private int size;

    @Override
    public Integer call() throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        PhantomSettings settings = UsageException.checked(
                () -> new PhantomSettings(studies, seed, labelled, missing, site, size, threads));
        try (TerminalProgress progress = TerminalProgress.start("phantom", "studies", studies)) {
            PhantomCohort.write(output, settings, progress);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException(e.getMessage());
        }
        spec.commandLine().getOut().println(studies + " studies in " + output);
        return ExitCode.DONE;
    }
}
