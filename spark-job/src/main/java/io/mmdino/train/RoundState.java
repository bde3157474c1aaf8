package io.mmdino.train;

import io.mmdino.checkpoint.Snapshot;
import io.mmdino.kernel.ParameterVector;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state that the driver sends to the workers at the start of a round of {@link DriverRun}: a snapshot as plain arrays, vectors and
 * arrays in the order of their names.
 *
 * <p>A class and not a record, because Spark may be set to serialise broadcasts with Kryo, which cannot carry records.
 */
public final class RoundState implements Serializable {

    private final List<float[]> vectors = new ArrayList<>();
    private final List<float[]> arrays = new ArrayList<>();
    private final Map<String, String> metadata;

    RoundState(Snapshot snapshot) {
        for (ParameterVector vector : snapshot.vectors().values()) {
            vectors.add(floats(vector));
        }
        snapshot.arrays().values().forEach(array -> arrays.add(array.clone()));
        metadata = new TreeMap<>(snapshot.metadata());
    }

    /** Overwrites the vectors and arrays of a snapshot of the same model; returns it with this state's metadata. */
    Snapshot into(Snapshot target) {
        int next = 0;
        for (ParameterVector vector : target.vectors().values()) {
            put(vectors.get(next++), vector);
        }
        next = 0;
        for (float[] array : target.arrays().values()) {
            System.arraycopy(arrays.get(next++), 0, array, 0, array.length);
        }
        return target.withMetadata(metadata);
    }

    static float[] floats(ParameterVector vector) {
        return vector.toFloats();
    }

    static void put(float[] values, ParameterVector vector) {
        vector.assign(values);
    }
}
