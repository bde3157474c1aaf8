package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.checkpoint.Snapshot;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives all workers what worker 0 holds, so that only it needs to see the run folder. The others add minus zero, which leaves
 * every bit of its values as it is, the sign of a zero included.
 */
record FirstWorker(Averager averager, Kernels kernels) {

    private static final double NOTHING = -0.0;

    /**
     * @param own vectors are overwritten; arrays too
     * @return worker 0's numbers for the metadata that is named in {@code numbers}
     */
    Map<String, Double> share(Snapshot own, Map<String, Double> numbers) {
        boolean gives = averager.rank() == 0;
        Map<String, Double> sorted = new TreeMap<>(numbers);
        double[] values =
                sorted.values().stream().mapToDouble(v -> gives ? v : NOTHING).toArray();
        double[] shared = averager.sum(values);
        int next = 0;
        for (Map.Entry<String, Double> entry : sorted.entrySet()) {
            entry.setValue(shared[next++]);
        }
        own.vectors().values().forEach(vector -> share(vector, gives));
        own.arrays().values().forEach(array -> share(array, gives));
        return sorted;
    }

    private void share(ParameterVector vector, boolean gives) {
        if (!gives) {
            vector.forEachRange((from, count) -> kernels.fill(vector.range(from, count), NOTHING));
        }
        averager.sum(vector);
    }

    private void share(float[] array, boolean gives) {
        double[] values = new double[array.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = gives ? array[i] : NOTHING;
        }
        double[] shared = averager.sum(values);
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) shared[i];
        }
    }
}
