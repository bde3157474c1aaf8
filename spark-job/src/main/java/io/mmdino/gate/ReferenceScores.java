package io.mmdino.gate;

import io.mmdino.disk.SealedJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Probabilities of a few reference studies as a model gave them when it was registered, for the infra validation of a machine or a
 * deployment: the same model must give them again, up to the rounding of other kernels and precisions.
 *
 * @param format {@link #FORMAT}
 * @param modelHash hash of the model's weights
 * @param classNames in the order of the probabilities
 * @param studies sorted by study, each once
 */
public record ReferenceScores(String format, String modelHash, List<String> classNames, List<Score> studies) {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 reference scores 1";

    /** Name in a version of a registry. */
    public static final String FILE = "reference-scores.json";

    private static final int SHOWN = 5;

    /**
     * One study.
     *
     * @param study keyed hash of the study id
     * @param probabilities one for each class
     */
    public record Score(String study, List<Double> probabilities) {
        public Score {
            probabilities = List.copyOf(probabilities);
        }
    }

    /**
     * The result of a comparison.
     *
     * @param passed whether every recorded study was predicted within the tolerance
     * @param compared number of studies compared
     * @param largestDifference largest difference of two probabilities; NaN when nothing could be compared
     * @param faults what differs, in whole sentences; at most a few of a kind
     */
    public record Comparison(boolean passed, int compared, double largestDifference, List<String> faults) {
        public Comparison {
            faults = List.copyOf(faults);
        }
    }

    public ReferenceScores {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '" + format + "', wanted '" + FORMAT + "'");
        }
        classNames = List.copyOf(classNames);
        studies = List.copyOf(studies);
        if (studies.isEmpty()) {
            throw new IllegalArgumentException("it holds no reference studies, wanted 1 or more");
        }
        Set<String> seen = new HashSet<>();
        for (Score score : studies) {
            if (!seen.add(score.study()) || score.probabilities().size() != classNames.size()) {
                throw new IllegalArgumentException("a reference study is there twice, or has "
                        + score.probabilities().size() + " probabilities for " + classNames.size() + " classes");
            }
        }
    }

    /** Records the probabilities of some studies. */
    public static ReferenceScores record(
            String modelHash, List<String> classNames, Map<String, double[]> probabilities) {
        List<Score> scores = new ArrayList<>();
        new TreeMap<>(probabilities).forEach((study, p) -> {
            List<Double> values = new ArrayList<>();
            for (double value : p) {
                values.add(value);
            }
            scores.add(new Score(study, values));
        });
        return new ReferenceScores(FORMAT, modelHash, classNames, scores);
    }

    /**
     * Compares with the probabilities of now.
     *
     * @param now probabilities by study; others than the recorded ones are ignored
     * @param tolerance largest difference of two probabilities, 0 to 1
     */
    public Comparison compare(Map<String, double[]> now, List<String> classNamesNow, double tolerance) {
        if (!(tolerance >= 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("the tolerance is " + tolerance + ", wanted 0 to 1");
        }
        if (!classNames.equals(classNamesNow)) {
            return new Comparison(
                    false,
                    0,
                    Double.NaN,
                    List.of("the classes are " + classNamesNow + ", recorded were " + classNames));
        }
        return compare(now, tolerance);
    }

    private Comparison compare(Map<String, double[]> now, double tolerance) {
        List<String> faults = new ArrayList<>();
        double largest = Double.NaN;
        int compared = 0;
        for (Score score : studies) {
            double[] p = now.getOrDefault(score.study(), new double[0]);
            if (p.length == classNames.size()) {
                double difference = difference(score, p);
                largest = compared++ == 0 ? difference : Math.max(largest, difference);
                if (!(difference <= tolerance) && faults.size() < SHOWN) {
                    faults.add("a probability of study " + score.study() + " differs by " + difference
                            + " from the recorded one, wanted at most " + tolerance);
                }
            }
        }
        if (compared < studies.size()) {
            faults.add((studies.size() - compared) + " of " + studies.size() + " reference studies have no prediction");
        }
        return new Comparison(faults.isEmpty(), compared, largest, faults);
    }

    private static double difference(Score score, double[] p) {
        double largest = 0;
        for (int k = 0; k < p.length; k++) {
            largest = Math.max(largest, Math.abs(p[k] - score.probabilities().get(k))); // NaN stays NaN
        }
        return largest;
    }

    /** @throws SealedJson.BrokenException when the bytes are damaged or something else */
    public static ReferenceScores read(byte[] file) throws SealedJson.BrokenException {
        return SealedJson.read(file, ReferenceScores.class, FILE);
    }
}
