package io.mmdino.checkpoint;

import io.mmdino.kernel.ParameterVector;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a run needs to go on as if it had never stopped. It does not own the vectors. Kept sorted, so that the order
 * in which a caller fills its maps does not show in the file.
 *
 * @param vectors by prefix, such as {@code student} for tensors {@code student.backbone.cls_token} and so on
 * @param arrays by full name, such as {@code centre.dino}; stored as [length]
 * @param metadata small facts: iteration, steps of the optimiser, hashes; never times or host names
 */
public record Snapshot(
        Map<String, ParameterVector> vectors, Map<String, float[]> arrays, Map<String, String> metadata) {

    public Snapshot {
        vectors = Collections.unmodifiableMap(new TreeMap<>(vectors));
        arrays = Collections.unmodifiableMap(new TreeMap<>(arrays));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** The same values with other facts. */
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
