package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The recorded traces of a folder and its subfolders, recognised by their contents and not by their names. */
public final class Traces {

    private static final String TENSORS = ".safetensors";
    private static final String TORCH = ".pth";
    private static final String EXPECTED = ".expected";

    private final Path root;
    private final List<Trace> found = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    private Traces(Path root) {
        this.root = root;
    }

    /**
     * Finds the traces in a folder and one level below it. A file that cannot be opened counts as a trace, whose replay then
     * fails.
     *
     * @throws IOException when a folder cannot be listed
     */
    public static Traces in(Path folder) throws IOException {
        Traces traces = new Traces(folder);
        List<Path> entries = list(folder);
        traces.add(entries);
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                traces.add(list(entry));
            }
        }
        return traces;
    }

    /** Number of traces, damaged ones included. */
    public int count() {
        return found.size();
    }

    /** Files with the ending of a trace whose contents are not known here. */
    public List<String> others() {
        return List.copyOf(others);
    }

    List<Trace> all() {
        return List.copyOf(found);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private void add(List<Path> files) {
        List<Path> weights = new ArrayList<>();
        for (Path file : files) {
            if (file.toString().endsWith(TENSORS)) {
                Trace.Kind kind = kind(file);
                switch (kind) {
                    case WEIGHTS -> weights.add(file);
                    case NONE -> others.add(name(file, ""));
                    default -> found.add(new Trace(name(file, TENSORS), kind, file, file));
                }
            }
        }
        for (Path file : files) {
            if (file.toString().endsWith(TORCH) && !weights.isEmpty()) {
                addCheckpoint(file, weights);
            }
        }
    }

    private static Trace.Kind kind(Path file) {
        try (Safetensors tensors = Safetensors.open(file)) {
            return Trace.Kind.of(tensors);
        } catch (IOException e) {
            return Trace.Kind.DAMAGED; // reported when the replay opens it again
        }
    }

    /** Adds a PyTorch file with its weights: the file of its own name, or another one with the same tensors. */
    private void addCheckpoint(Path torch, List<Path> weights) {
        for (Path expected : weights) {
            if (matches(torch, expected)) {
                found.add(new Trace(name(torch, TORCH), Trace.Kind.CHECKPOINT, expected, torch));
                return;
            }
        }
        others.add(name(torch, ""));
    }

    private boolean matches(Path torch, Path expected) {
        if (name(torch, TORCH).equals(name(expected, TENSORS))) {
            return true;
        }
        try (Safetensors tensors = Safetensors.open(expected)) {
            return CheckpointReplay.holds(torch, tensors);
        } catch (IOException | RuntimeException e) {
            return true; // so that the replay reports the unreadable checkpoint
        }
    }

    private String name(Path file, String ending) {
        String name = root.relativize(file).toString();
        String bare = name.substring(0, name.length() - ending.length());
        return bare.endsWith(EXPECTED) ? bare.substring(0, bare.length() - EXPECTED.length()) : bare;
    }
}
