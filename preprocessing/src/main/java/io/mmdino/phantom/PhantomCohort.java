package io.mmdino.phantom;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Writes synthetic cohorts.
 *
 * <p>The tree is {@code OUT/sub-ID/ses-preop/anat/sub-ID_ses-preop_space-sri_{t1,t1c,t2,flair,seg}.nii.gz} beside
 * {@code OUT/phenoData.csv} (Patient as {@code sub-ID}; WHO2021_Int as in {@link Subtype}, empty when unlabelled) and
 * {@code OUT/dataset_description.json} and the {@link #MARKER}. It is built in a hidden folder next to {@code OUT} and renamed when whole.
 */
public final class PhantomCohort {

    /** File in a cohort's root that says it is synthetic: nobody's ids have to be protected. */
    public static final String MARKER = "PHANTOM";

    private PhantomCohort() {}

    /**
     * Writes a cohort.
     *
     * @param out folder to make; may exist when empty
     * @param doneStudies told how many studies are written, in order, on the calling thread
     * @throws FileAlreadyExistsException when {@code out} is a file or holds something; nothing is touched
     * @throws IOException when writing fails; what was written is removed
     */
    public static void write(Path out, PhantomSettings settings, IntConsumer doneStudies) throws IOException {
        Path target = out.toAbsolutePath().normalize();
        refuseTaken(target);
        Path parent = target.getParent();
        if (parent == null) {
            throw new FileAlreadyExistsException(out + " is a root; give phantom a folder of its own");
        }
        Files.createDirectories(parent);
        Path draft = parent.resolve("." + target.getFileName() + ".partial-"
                + ProcessHandle.current().pid());
        try {
            Files.createDirectory(draft);
            List<Patient> patients = Roster.draw(settings);
            writeStudies(draft, settings, patients, doneStudies);
            CohortFiles.writeLabels(draft, patients);
            CohortFiles.writeDescription(draft, settings);
            CohortFiles.writeMarker(draft.resolve(MARKER));
            refuseTaken(target);
            Files.deleteIfExists(target);
            Files.move(draft, target);
        } catch (IOException | RuntimeException | Error e) {
            Folders.deleteQuietly(draft, e);
            throw e;
        }
    }

    private static void refuseTaken(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new FileAlreadyExistsException(
                    "phantom: the output " + target.getFileName() + " is a file; give a new folder");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            if (entries.iterator().hasNext()) {
                throw new FileAlreadyExistsException("phantom: the output folder " + target.getFileName()
                        + " is not empty; give a new folder or empty this one");
            }
        }
    }

    private static void writeStudies(
            Path folder, PhantomSettings settings, List<Patient> patients, IntConsumer doneStudies) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(settings.threads());
        try {
            CompletionService<Void> studies = new ExecutorCompletionService<>(threads);
            NoiseTable table = new NoiseTable();
            for (Patient patient : patients) {
                studies.submit(() -> {
                    PhantomFiles.write(folder, patient, PhantomImages.make(settings, patient, table));
                    return null;
                });
            }
            await(studies, patients.size(), doneStudies);
        } finally {
            stop(threads);
        }
    }

    private static void await(CompletionService<Void> studies, int count, IntConsumer doneStudies) throws IOException {
        try {
            for (int done = 1; done <= count; done++) {
                studies.take().get();
                doneStudies.accept(done);
            }
        } catch (ExecutionException e) {
            throw asIo(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("phantom: interrupted; nothing was kept");
        }
    }

    private static IOException asIo(Throwable cause) {
        if (cause instanceof IOException io) {
            return new IOException("phantom: a study could not be written: " + io.getMessage(), io);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException("phantom: a study could not be made: " + cause.getMessage(), cause);
    }

    /** Waits for running studies, so that none writes into a folder that is being removed. */
    private static void stop(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
