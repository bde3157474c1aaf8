package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointStore;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The content of {@code _CURRENT}: which objects of a store belong to a run.
 *
 * @param writer who may change the run: the session of a start, or session, slash and part
 * @param files stored files by the names they have in a local run folder, such as {@code checkpoints/step-00000210.safetensors}
 */
record RunState(String format, String writer, Map<String, StoredFile> files) {

    static final String ANY_FORMAT = "mm-dinov2 run ";
    static final String FORMAT = ANY_FORMAT + "1";
    private static final int STEPS_KEPT = 3;
    private static final Pattern NAME = Pattern.compile("(checkpoints/)?\\w[\\w.-]*");

    /** @throws IllegalArgumentException when a name leads out of the run's folder: the state may have been written by others */
    RunState {
        files.forEach((name, file) -> {
            if (!NAME.matcher(name).matches() || !NAME.matcher(file.object()).matches()) {
                throw new IllegalArgumentException("a file of a run has a name that no run gives");
            }
        });
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    static RunState empty(String writer) {
        return new RunState(FORMAT, writer, Map.of());
    }

    RunState writtenBy(String other) {
        return new RunState(format, other, files);
    }

    /** A state with these files added or replaced, and with the last three steps up to the newest added one. */
    RunState with(Map<String, StoredFile> more) {
        Map<String, StoredFile> all = new TreeMap<>(files);
        all.putAll(more);
        long newest = more.keySet().stream()
                .mapToLong(name -> iteration(name).orElse(-1))
                .max()
                .orElse(-1);
        steps(all.keySet()).stream()
                .filter(name -> iteration(name).getAsLong() <= newest)
                .skip(STEPS_KEPT)
                .forEach(all::remove);
        return new RunState(format, writer, all);
    }

    /** Step checkpoints, newest first. */
    List<String> steps() {
        return steps(files.keySet());
    }

    private static List<String> steps(Collection<String> names) {
        return names.stream()
                .filter(name -> iteration(name).isPresent())
                .sorted(Comparator.comparingLong(
                        (String name) -> -iteration(name).getAsLong()))
                .toList();
    }

    /** Iteration of a step checkpoint; empty for other files. */
    static OptionalLong iteration(String name) {
        return CheckpointStore.iteration(Path.of(name));
    }
}
