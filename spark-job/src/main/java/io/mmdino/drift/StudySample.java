package io.mmdino.drift;

import io.mmdino.shard.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a profile takes from one study.
 *
 * @param present names of the sequences that the study has
 * @param spacingMm distances of rows, columns and slices, mm; none where unknown
 * @param intensities quantiles 5 %, 50 % and 95 % of each present sequence inside the foreground, 0 to 1; none where unknown
 * @param predicted index of the predicted class; empty for a study without a prediction
 */
public record StudySample(
        List<String> present, List<Double> spacingMm, Map<String, List<Double>> intensities, OptionalInt predicted) {

    /** Which quantiles of the intensities are taken. */
    static final List<Double> QUANTILES = List.of(0.05, 0.5, 0.95);

    private static final int AXES = 3;

    public StudySample {
        present = List.copyOf(present);
        spacingMm = List.copyOf(spacingMm);
        intensities = Collections.unmodifiableMap(new TreeMap<>(intensities));
        if (!spacingMm.isEmpty() && spacingMm.size() != AXES) {
            throw new IllegalArgumentException("a study has " + spacingMm.size() + " spacings, wanted 3 or none");
        }
        for (double value : spacingMm) {
            if (!(value > 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("a spacing is " + value + " mm, wanted a finite number above 0");
            }
        }
        intensities.forEach((sequence, values) -> {
            if (values.size() != QUANTILES.size() || values.stream().anyMatch(value -> !(value >= 0 && value <= 1))) {
                throw new IllegalArgumentException("the intensities of a study are " + values + ", wanted "
                        + QUANTILES.size() + " numbers from 0 to 1");
            }
        });
    }

    /**
     * Quantiles of the intensities of a window, by sequence. A sequence that is missing, or a window without foreground, has none.
     *
     * @param sequences names in the order of the window's first axis
     */
    public static Map<String, List<Double>> intensities(Window window, List<String> sequences) {
        Map<String, List<Double>> all = new TreeMap<>();
        int plane = window.side() * window.side();
        for (int m = 0; m < sequences.size(); m++) {
            if (window.present()[m]) {
                double[] inside = new double[plane];
                int count = 0;
                for (int i = 0; i < plane; i++) {
                    if (window.foreground()[i] != 0) {
                        inside[count++] = Math.min(1, Math.max(0, window.voxels()[m * plane + i]));
                    }
                }
                if (count > 0) {
                    all.put(sequences.get(m), quantiles(Arrays.copyOf(inside, count)));
                }
            }
        }
        return all;
    }

    private static List<Double> quantiles(double[] values) {
        Arrays.sort(values);
        List<Double> quantiles = new ArrayList<>();
        for (double share : QUANTILES) {
            double place = share * (values.length - 1);
            int below = (int) place;
            int above = Math.min(below + 1, values.length - 1);
            quantiles.add(values[below] + (place - below) * (values[above] - values[below]));
        }
        return quantiles;
    }
}
