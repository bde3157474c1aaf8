package io.mmdino.phantom;

import io.mmdino.disk.ScratchFolder;
import io.mmdino.phantom.Roster.Patient;
import io.mmdino.phantom.Scanner.NoiseTable;
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
 * {@code OUT/phenoData.csv} (Patient as {@code sub-ID}; WHO2021_Int 0 for astrocytoma, 1 for glioblastoma, 2 for
 * oligodendroglioma, empty when unlabelled), {@code OUT/dataset_description.json} and the {@link #MARKER}. It is written into a
 * hidden folder next to {@code OUT}, which is renamed when complete.
 */
public final class PhantomCohort {

    /** File in a cohort's root that marks it as synthetic, so that its ids need no protection. */
    public static final String MARKER = "PHANTOM";

    private PhantomCohort() {}

    /**
     * Writes a cohort.
     *
     * @param out folder to create; may exist when empty
     * @param doneStudies receives the number of studies written so far, 1, 2, 3 ..., on the calling thread
     * @throws FileAlreadyExistsException when {@code out} is a file or holds something; nothing is touched
     * @throws IOException when writing fails; what was written is removed
     */
    public static void write(Path out, PhantomSettings settings, IntConsumer doneStudies) throws IOException {
        Path target = out.toAbsolutePath().normalize();
        requireEmpty(target);
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
            requireEmpty(target);
            Files.deleteIfExists(target);
            Files.move(draft, target);
        } catch (IOException | RuntimeException | Error e) {
            deleteQuietly(draft, e);
            throw e;
        }
    }

    /** Deletes a folder and its content; a failure to do so is added to {@code failure} as suppressed. */
    private static void deleteQuietly(Path folder, Throwable failure) {
        try {
            ScratchFolder.delete(folder);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void requireEmpty(Path target) throws IOException {
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
                    CohortFiles.writeStudy(folder, patient, PhantomImages.make(settings, patient, table));
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

    /** Stops the threads and waits for their running studies, which would otherwise write into a folder that is being deleted. */
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
