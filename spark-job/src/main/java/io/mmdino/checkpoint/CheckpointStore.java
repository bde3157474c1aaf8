package io.mmdino.checkpoint;

import io.mmdino.disk.AtomicFile;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run: {@code checkpoints/step-00000210.safetensors}, the last three kept, and {@value #BEST} beside
 * that folder. Files are written atomically, and equal snapshots make equal bytes. One writer at a time; reading needs no
 * lock.
 */
public final class CheckpointStore {

    /** File name of the best checkpoint. */
    public static final String BEST = "best.safetensors";

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final Pattern STEP = Pattern.compile("step-(\\d{8,10})\\.safetensors");
    private static final int KEPT = 3;

    private final Path steps;
    private final Path best;
    private final AtomicFile.Opener opener;

    /** @param run the run's folder, which is made with the first checkpoint */
    public CheckpointStore(Path run) {
        this(run, AtomicFile::create);
    }

    CheckpointStore(Path run, AtomicFile.Opener opener) {
        this.steps = run.resolve("checkpoints");
        this.best = run.resolve(BEST);
        this.opener = opener;
    }

    /**
     * Writes the checkpoint of an iteration and deletes those older than the last three.
     *
     * @return the file
     * @throws CheckpointException when it cannot be written; earlier checkpoints are untouched then
     */
    public synchronized Path save(long iteration, Snapshot snapshot) throws IOException {
        Path file = steps.resolve("step-%08d.safetensors".formatted(iteration));
        removeLeftovers();
        write(file, snapshot.writer()::writeTo, opener);
        for (Path old : found(number -> number <= iteration).stream().skip(KEPT).toList()) {
            Files.deleteIfExists(old);
        }
        return file;
    }

    /**
     * Replaces the best checkpoint.
     *
     * @return the file
     * @throws CheckpointException when it cannot be written; the one before is untouched then
     */
    public synchronized Path saveBest(Snapshot snapshot) throws IOException {
        write(best, snapshot.writer()::writeTo, opener);
        return best;
    }

    /**
     * Writes a file of weights, or one that a run needs beside them, atomically.
     *
     * @throws CheckpointException naming the file, the cause and the free space, when the disk is full or refuses
     */
    public static void write(Path file, AtomicFile.Content content) throws IOException {
        write(file, content, AtomicFile::create);
    }

    private static void write(Path file, AtomicFile.Content content, AtomicFile.Opener opener) throws IOException {
        try {
            AtomicFile.write(file, content, opener);
        } catch (IOException | RuntimeException e) {
            throw new CheckpointException(
                    "cannot write " + file.getFileName() + ": " + e.getMessage() + " (" + free(file, e)
                            + " free on its disk now that the unfinished file is gone). Files written before are whole;"
                            + " make room or choose another output folder, then start again",
                    e);
        }
    }

    private static String free(Path file, Exception cause) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            return Files.getFileStore(folder).getUsableSpace() / (1 << 20) + " MB";
        } catch (IOException e) {
            cause.addSuppressed(e);
            return "unknown";
        }
    }

    /** The best checkpoint, when one has been saved. */
    public Optional<Path> best() {
        return Files.exists(best) ? Optional.of(best) : Optional.empty();
    }

    /** The newest whole checkpoint. A damaged one is skipped with a warning; temporary files are ignored. */
    public Optional<Path> latest() throws IOException {
        for (Path file : found(number -> true)) {
            try (Safetensors found = Safetensors.open(file)) {
                found.verify();
                return Optional.of(file);
            } catch (NoSuchFileException e) {
                LOG.debug("{} was removed by its run while the folder was read", file.getFileName());
            } catch (CheckpointException e) {
                LOG.warn("passing over a damaged checkpoint: {}", e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** The iteration that a file of {@link #latest} was saved at. */
    public static OptionalLong iteration(Path file) {
        Matcher name = STEP.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }

    /**
     * Overwrites the vectors and arrays of {@code target} with a file's values. The two must have the same names and shapes;
     * otherwise nothing is overwritten. The checksum is not verified here but in {@link #latest}.
     *
     * @return target's vectors and arrays with the file's metadata
     * @throws CheckpointException when the file is damaged or of another model; lists all differences
     */
    public static Snapshot load(Path file, Snapshot target) throws IOException {
        try (Safetensors source = Safetensors.open(file)) {
            Map<String, List<Integer>> found = source.tensors().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, e -> e.getValue().shape()));
            NameCheck check = NameCheck.of(found, target.shapes());
            if (!check.fits()) {
                throw new CheckpointException(source.fileName() + " is a checkpoint of another model: "
                        + check.message() + ". Use the settings it was trained with (settings.yaml of its run)");
            }
            for (Map.Entry<String, ParameterVector> vector : target.vectors().entrySet()) {
                ParameterVector host = vector.getValue().onHost();
                for (Parameter p : host.layout().parameters()) {
                    source.into(vector.getKey() + "." + p.name(), host.of(p));
                }
                vector.getValue().changedOnHost();
            }
            for (Map.Entry<String, float[]> array : target.arrays().entrySet()) {
                float[] values = source.floats(array.getKey());
                System.arraycopy(values, 0, array.getValue(), 0, values.length);
            }
            return target.withMetadata(source.metadata());
        }
    }

    /** Step files, newest first. */
    private List<Path> found(Predicate<Long> iterations) throws IOException {
        if (!Files.isDirectory(steps)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(steps)) {
            return files.filter(file -> iteration(file).isPresent())
                    .filter(file -> iterations.test(iteration(file).getAsLong()))
                    .sorted(Comparator.comparingLong(
                            (Path file) -> -iteration(file).getAsLong()))
                    .toList();
        }
    }

    /** Deletes temporary files that a killed run left. Only the writer may: to a reader they may be its work in progress. */
    private void removeLeftovers() throws IOException {
        Files.deleteIfExists(best.resolveSibling(best.getFileName() + AtomicFile.TEMPORARY));
        if (!Files.isDirectory(steps)) {
            return;
        }
        try (Stream<Path> files = Files.list(steps)) {
            for (Path file : files.filter(f -> f.toString().endsWith(AtomicFile.TEMPORARY))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
