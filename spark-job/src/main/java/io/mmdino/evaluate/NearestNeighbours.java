package io.mmdino.evaluate;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Classes by the votes of the nearest labelled rows on cosine similarity, each vote weighted by {@code
 * exp(similarity / temperature)}.
 *
 * <p>Source: Wu et al., arXiv:1805.01978, section 3.4.
 *
 * @param k number of neighbours that vote; all rows when there are fewer
 */
public record NearestNeighbours(int k, double temperature) {

    /**
     * Predicts the classes of {@code test}.
     *
     * @param train labelled rows, 1 or more
     */
    public Predictions predict(FeatureTable train, FeatureTable test, int classes) {
        if (train.width() != test.width()) {
            throw new IllegalArgumentException(
                    "neighbours of width " + train.width() + " for features of width " + test.width());
        }
        float[] from = normalised(train);
        float[] to = normalised(test);
        double[][] rows = IntStream.range(0, test.rows())
                .mapToObj(row -> vote(similarities(from, train.rows(), to, row), train.labels(), classes))
                .toArray(double[][]::new);
        return Predictions.of(test, rows, classes);
    }

    private double[] vote(double[] similarity, int[] labels, int classes) {
        int[] nearest = IntStream.range(0, similarity.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> -similarity[row]))
                .limit(k)
                .mapToInt(Integer::intValue)
                .toArray();
        double[] votes = new double[classes];
        double sum = 0;
        for (int row : nearest) {
            // Relative to the nearest, so that no vote overflows.
            double vote = Math.exp((similarity[row] - similarity[nearest[0]]) / temperature);
            votes[labels[row]] += vote;
            sum += vote;
        }
        for (int c = 0; c < classes; c++) {
            votes[c] /= sum;
        }
        return votes;
    }

    private static double[] similarities(float[] from, int rows, float[] to, int row) {
        int width = from.length / rows;
        double[] similarity = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                similarity[i] += (double) from[i * width + j] * to[row * width + j];
            }
        }
        return similarity;
    }

    private static float[] normalised(FeatureTable table) {
        float[] values = table.values().clone();
        int width = table.width();
        for (int row = 0; row < table.rows(); row++) {
            double squares = 0;
            for (int j = row * width; j < (row + 1) * width; j++) {
                squares += (double) values[j] * values[j];
            }
            double norm = Math.max(Math.sqrt(squares), 1e-12);
            for (int j = row * width; j < (row + 1) * width; j++) {
                values[j] /= (float) norm;
            }
        }
        return values;
    }
}
