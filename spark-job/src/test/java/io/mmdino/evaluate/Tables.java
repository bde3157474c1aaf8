package io.mmdino.evaluate;

import java.util.Random;
import java.util.stream.IntStream;

/** Feature tables for tests. */
final class Tables {

    private Tables() {}

    static FeatureTable of(double[] values, int width, double[] labels) {
        float[] features = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            features[i] = (float) values[i];
        }
        int[] classes =
                IntStream.range(0, labels.length).map(i -> (int) labels[i]).toArray();
        var names = IntStream.range(0, labels.length)
                .mapToObj(i -> String.format("study-%04d", i))
                .toList();
        return new FeatureTable(features, width, classes, names, names);
    }

    /** Rows of three classes around centres that lie {@code distance} apart in noise of spread 1. */
    static FeatureTable clusters(int rows, int width, double distance, long seed) {
        Random centres = new Random(4711);
        double[] centre = centres.doubles(3L * width, -0.5, 0.5).toArray();
        Random random = new Random(seed);
        double[] labels = new double[rows];
        double[] values = new double[rows * width];
        for (int i = 0; i < rows; i++) {
            labels[i] = random.nextInt(3);
            for (int j = 0; j < width; j++) {
                values[i * width + j] = distance * centre[(int) labels[i] * width + j] + random.nextGaussian();
            }
        }
        return of(values, width, labels);
    }
}
