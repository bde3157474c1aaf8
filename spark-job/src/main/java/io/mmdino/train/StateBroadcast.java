package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.checkpoint.Snapshot;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import java.util.Map;
import java.util.TreeMap;

/**
 * Broadcast of worker 0's state to all workers, so that only worker 0 needs to see the run folder. The other workers add minus
 * zero, which keeps every bit of worker 0's values, including the sign of a zero.
 */
record StateBroadcast(Averager averager, Kernels kernels) {

    private static final double MINUS_ZERO = -0.0;

    /**
     * Overwrites the vectors and arrays of a snapshot with worker 0's.
     *
     * @param numbers this worker's numeric metadata; all workers have the same names
     * @return worker 0's values of that metadata
     */
    Map<String, Double> broadcast(Snapshot own, Map<String, Double> numbers) {
        boolean isRoot = averager.rank() == 0;
        Map<String, Double> sorted = new TreeMap<>(numbers);
        double[] values = sorted.values().stream()
                .mapToDouble(v -> isRoot ? v : MINUS_ZERO)
                .toArray();
        double[] shared = averager.sum(values);
        int next = 0;
        for (Map.Entry<String, Double> entry : sorted.entrySet()) {
            entry.setValue(shared[next++]);
        }
        own.vectors().values().forEach(vector -> broadcast(vector, isRoot));
        own.arrays().values().forEach(array -> broadcast(array, isRoot));
        return sorted;
    }

    private void broadcast(ParameterVector vector, boolean isRoot) {
        if (!isRoot) {
            vector.forEachRange((from, count) -> kernels.fill(vector.range(from, count), MINUS_ZERO));
        }
        averager.sum(vector);
    }

    private void broadcast(float[] array, boolean isRoot) {
        double[] values = new double[array.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = isRoot ? array[i] : MINUS_ZERO;
        }
        double[] shared = averager.sum(values);
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) shared[i];
        }
    }
}
