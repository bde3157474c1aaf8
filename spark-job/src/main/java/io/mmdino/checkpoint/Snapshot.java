package io.mmdino.checkpoint;

import io.mmdino.kernel.ParameterVector;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The complete state of a run at one iteration, from which it resumes with the same results. Does not own the vectors. Entries
 * are sorted, so that the file does not depend on the order of the caller's maps.
 *
 * @param vectors by prefix, such as {@code student} for tensors {@code student.backbone.cls_token} and so on
 * @param arrays by full name, such as {@code centre.dino}; stored as [length]
 * @param metadata iteration, steps of the optimiser, hashes; no times or host names, which would change the bytes
 */
public record Snapshot(
        Map<String, ParameterVector> vectors, Map<String, float[]> arrays, Map<String, String> metadata) {

    public Snapshot {
        vectors = Collections.unmodifiableMap(new TreeMap<>(vectors));
        arrays = Collections.unmodifiableMap(new TreeMap<>(arrays));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** A snapshot of these vectors and arrays with other metadata. */
    public Snapshot withMetadata(Map<String, String> other) {
        return new Snapshot(vectors, arrays, other);
    }

    SafetensorsWriter writer() {
        SafetensorsWriter writer = new SafetensorsWriter().metadata(metadata);
        vectors.forEach(writer::add);
        arrays.forEach((name, values) -> writer.add(name, List.of(values.length), values));
        return writer;
    }

    /** Every tensor's shape by its name in the file. */
    Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        vectors.forEach((prefix, vector) ->
                vector.layout().parameters().forEach(p -> shapes.put(prefix + "." + p.name(), p.shape())));
        arrays.forEach((name, values) -> shapes.put(name, List.of(values.length)));
        return shapes;
    }
}
