package io.mmdino.gate;

import io.mmdino.evaluate.Predictions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Predictions of champion and challenger for the same studies, row by row.
 *
 * @param studies those that both models predict
 * @param classNames names of the labels 0, 1, ...
 * @param champion predictions of {@code studies}
 * @param challenger predictions of {@code studies}
 * @param onlyChampion number of studies without a prediction of the challenger
 * @param onlyChallenger number of studies without a prediction of the champion
 * @param neither number of studies that neither predicts
 */
public record PairedPredictions(
        List<JudgedStudy> studies,
        List<String> classNames,
        Predictions champion,
        Predictions challenger,
        int onlyChampion,
        int onlyChallenger,
        int neither) {

    private static final double TOLERANCE = 1e-6;

    public PairedPredictions {
        studies = List.copyOf(studies);
        classNames = List.copyOf(classNames);
    }

    /**
     * Pairs the predictions of two models.
     *
     * @param frozen labelled studies, each once
     * @param champion probabilities by study, [K]; studies that are not in {@code frozen} are ignored
     * @param challenger probabilities by study, [K]
     * @throws IllegalArgumentException when a study is there twice, a label or a probability is none, or no study has both
     *     predictions
     */
    public static PairedPredictions of(
            List<JudgedStudy> frozen,
            Map<String, double[]> champion,
            Map<String, double[]> challenger,
            List<String> classNames) {
        requireOnce(frozen);
        List<JudgedStudy> both = new ArrayList<>();
        int[] missing = new int[4];
        for (JudgedStudy study : frozen) {
            int has = (champion.containsKey(study.study()) ? 1 : 0) + (challenger.containsKey(study.study()) ? 2 : 0);
            missing[has]++;
            if (has == 3) {
                both.add(study);
            }
        }
        if (both.isEmpty()) {
            throw new IllegalArgumentException("of " + frozen.size() + " frozen studies " + missing[1]
                    + " have a prediction of the champion alone, " + missing[2]
                    + " of the challenger alone and none of both, wanted 1 or more: do the ids come from one key?");
        }
        return new PairedPredictions(
                both,
                classNames,
                predictions(both, champion, classNames.size(), "champion"),
                predictions(both, challenger, classNames.size(), "challenger"),
                missing[1],
                missing[2],
                missing[0]);
    }

    /** Predictions of one model alone, as those of both: what a first model is judged by. */
    public static PairedPredictions alone(
            List<JudgedStudy> frozen, Map<String, double[]> challenger, List<String> classNames) {
        return of(frozen, challenger, challenger, classNames);
    }

    private static void requireOnce(List<JudgedStudy> frozen) {
        Set<String> seen = new HashSet<>();
        for (JudgedStudy study : frozen) {
            if (!seen.add(study.study())) {
                throw new IllegalArgumentException(
                        "the study " + study.study() + " is twice in the frozen set, wanted once");
            }
        }
    }

    private static Predictions predictions(
            List<JudgedStudy> studies, Map<String, double[]> probabilities, int classes, String model) {
        Map<String, Integer> subjects = new HashMap<>();
        int[] groups = new int[studies.size()];
        double[][] rows = new double[studies.size()][];
        for (int row = 0; row < groups.length; row++) {
            JudgedStudy study = studies.get(row);
            subjects.putIfAbsent(study.subject(), subjects.size());
            groups[row] = subjects.get(study.subject());
            rows[row] = checked(probabilities.get(study.study()), classes, model);
        }
        int[] labels = studies.stream().mapToInt(JudgedStudy::label).toArray();
        return new Predictions(labels, rows, classes, groups);
    }

    private static double[] checked(double[] p, int classes, String model) {
        double sum = 0;
        for (double value : p) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        "the " + model + " gives a probability of " + value + ", wanted 0 to 1");
            }
            sum += value;
        }
        if (p.length != classes || Math.abs(sum - 1) > TOLERANCE) {
            throw new IllegalArgumentException("the " + model + " gives " + p.length + " probabilities with the sum "
                    + sum + ", wanted " + classes + " with the sum 1");
        }
        return p;
    }
}
