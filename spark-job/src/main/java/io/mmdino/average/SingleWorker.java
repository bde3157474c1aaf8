package io.mmdino.average;

import io.mmdino.kernel.ParameterVector;
import java.util.List;

/** The averager of a run with one worker: sums are its own values. */
record SingleWorker() implements Averager {

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int workers() {
        return 1;
    }

    @Override
    public double[] sum(double[] values) {
        return values;
    }

    @Override
    public List<double[]> gather(double[] values) {
        return List.of(values);
    }

    @Override
    public void sum(ParameterVector vector) {
        // Its own values are the sum.
    }

    @Override
    public void fail(String reason) {
        // Nobody waits.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
