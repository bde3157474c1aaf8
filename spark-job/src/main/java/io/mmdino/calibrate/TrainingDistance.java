package io.mmdino.calibrate;

import io.mmdino.evaluate.FeatureTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How unlike training a study is: the distance of its feature to the k-th nearest training feature, both scaled to length 1, and
 * the share of training studies that lie nearer to the training studies of other patients.
 *
 * <p>The k-th nearest neighbour instead of Mahalanobis' distance, because it assumes no shape of the features: Sun et al.,
 * Out-of-Distribution Detection with Deep Nearest Neighbors, arXiv:2204.06507, find it better than the Mahalanobis distance, and
 * that scaling to length 1 is what makes it work; self-supervised features of DINO are compared by the same cosine in its own
 * k-NN protocol (Caron et al., arXiv:2104.14294, section 4.1).
 *
 * <p>Letters: n = training studies, D = width.
 *
 * @param neighbours k
 * @param width D
 * @param bank training features of length 1, one text for each study: D float32, little-endian, in base64; [n]
 * @param heldOut distance of each training study to the others that are not its patient's, ascending, [n]
 */
public record TrainingDistance(int neighbours, int width, List<String> bank, List<Double> heldOut) {

    private static final int MOST_STUDIES = 1_000_000;

    /**
     * Distance of one study.
     *
     * @param distance 0 (the same direction) to 2 (opposite)
     * @param percentile per cent of the training studies that are nearer to training than this study, ties half; 0 to 100
     */
    public record Score(double distance, double percentile) {}

    public TrainingDistance {
        bank = List.copyOf(bank);
        heldOut = List.copyOf(heldOut);
        check(neighbours >= 1, "k is " + neighbours + ", wanted 1 or more");
        check(width >= 1, "its width is " + width + ", wanted 1 or more");
        check(bank.size() >= 2 && bank.size() <= MOST_STUDIES, "it has " + bank.size() + " studies");
        check(heldOut.size() == bank.size(), heldOut.size() + " distances for " + bank.size() + " studies");
        double before = 0;
        for (double distance : heldOut) {
            check(
                    distance >= before && distance <= 2.001,
                    "a distance is " + distance + ", wanted rising ones up to 2");
            before = distance;
        }
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException("broken distances to training: " + fault);
        }
    }

    /**
     * Measures the training studies against each other.
     *
     * @param train features of training, with or without labels
     * @param neighbours k; with fewer studies of other patients the farthest of them counts
     * @throws IllegalArgumentException when a feature is 0, or there are fewer than two patients
     */
    public static TrainingDistance of(FeatureTable train, int neighbours) {
        long patients = train.subjects().stream().distinct().count();
        if (patients < 2) {
            throw new IllegalArgumentException("training studies of " + patients
                    + " patients, wanted 2 or more to measure distances between them");
        }
        check(neighbours >= 1, "k is " + neighbours + ", wanted 1 or more");
        float[][] rows = IntStream.range(0, train.rows())
                .mapToObj(row -> normalised(train.values(), row * train.width(), train.width()))
                .toArray(float[][]::new);
        List<Double> heldOut = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
            String subject = train.subjects().get(row);
            int[] others = IntStream.range(0, rows.length)
                    .filter(other -> !train.subjects().get(other).equals(subject))
                    .toArray();
            heldOut.add(distance(rows, others, rows[row], neighbours));
        }
        heldOut.sort(null);
        return new TrainingDistance(
                neighbours,
                train.width(),
                Arrays.stream(rows).map(TrainingDistance::text).toList(),
                heldOut);
    }

    /** Distances of all studies of a table, in its order. */
    public List<Score> of(FeatureTable studies) {
        if (studies.width() != width) {
            throw new IllegalArgumentException("features of width " + studies.width() + " for distances of width "
                    + width + ": they belong to another model");
        }
        float[][] rows = bank.stream().map(this::row).toArray(float[][]::new);
        int[] all = IntStream.range(0, rows.length).toArray();
        return IntStream.range(0, studies.rows())
                .mapToObj(
                        row -> score(distance(rows, all, normalised(studies.values(), row * width, width), neighbours)))
                .toList();
    }

    private Score score(double distance) {
        double nearer = 0;
        for (double other : heldOut) {
            nearer += other < distance ? 1 : other == distance ? 0.5 : 0;
        }
        return new Score(distance, 100 * nearer / heldOut.size());
    }

    private static double distance(float[][] rows, int[] from, float[] to, int neighbours) {
        double[] sorted = IntStream.of(from)
                .mapToDouble(row -> squared(rows[row], to))
                .sorted()
                .toArray();
        return Math.sqrt(sorted[Math.min(neighbours, sorted.length) - 1]);
    }

    private static double squared(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            double difference = (double) a[j] - b[j];
            sum += difference * difference;
        }
        return sum;
    }

    private static float[] normalised(float[] values, int from, int width) {
        double squares = 0;
        for (int j = from; j < from + width; j++) {
            squares += (double) values[j] * values[j];
        }
        if (squares == 0) {
            throw new IllegalArgumentException("a feature is all 0, which has no direction: the model is broken");
        }
        double length = Math.sqrt(squares);
        float[] row = new float[width];
        for (int j = 0; j < width; j++) {
            row[j] = (float) (values[from + j] / length);
        }
        return row;
    }

    private static String text(float[] row) {
        ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(row);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private float[] row(String text) {
        FloatBuffer values = ByteBuffer.wrap(Base64.getDecoder().decode(text))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        check(values.remaining() == width, "a feature has " + values.remaining() + " values, wanted " + width);
        float[] row = new float[width];
        values.get(row);
        return row;
    }
}
