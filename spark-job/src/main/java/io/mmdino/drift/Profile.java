package io.mmdino.drift;

import io.mmdino.disk.SealedJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The distribution of a cohort: for each variable the number of studies in each of its bins. Bins are fixed, so profiles made at
 * different times can be compared. Holds no study and no patient.
 *
 * <p>Variables: {@code sequence T1} (present or missing), {@code spacing row}, {@code spacing column} and {@code spacing slice}
 * (mm), {@code intensity T1 p50} (twenty bins from 0 to 1), {@code predicted class}.
 *
 * @param format {@link #FORMAT}
 * @param studies number of studies
 * @param sequences names in the order of the settings
 * @param classes names of the classes
 * @param counts studies in each bin, by variable; studies without a value are in none
 */
public record Profile(
        String format, int studies, List<String> sequences, List<String> classes, Map<String, List<Long>> counts) {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 profile 1";

    static final String SEQUENCE = "sequence ";
    static final String SPACING = "spacing ";
    static final String INTENSITY = "intensity ";
    static final String PREDICTED = "predicted class";

    private static final List<String> AXES = List.of("row", "column", "slice");

    /** Upper ends of the bins of a spacing, mm; one more bin is above them. */
    private static final double[] SPACINGS = {0.5, 0.75, 0.95, 1.05, 1.5, 2.5, 3.5, 4.5, 5.5, 7.5};

    private static final int INTENSITY_BINS = 20;

    public Profile {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '" + format + "', wanted '" + FORMAT + "'");
        }
        if (studies < 0) {
            throw new IllegalArgumentException("it is of " + studies + " studies, wanted 0 or more");
        }
        sequences = List.copyOf(sequences);
        classes = List.copyOf(classes);
        Map<String, List<Long>> copy = new TreeMap<>();
        counts.forEach((variable, bins) -> {
            long sum = 0;
            for (long count : bins) {
                sum += count;
                if (count < 0 || sum > studies) {
                    throw new IllegalArgumentException("the variable '" + variable + "' counts " + count
                            + " studies in a bin, wanted 0 to " + studies + " in all");
                }
            }
            copy.put(variable, List.copyOf(bins));
        });
        counts = Collections.unmodifiableMap(copy);
    }

    /**
     * The profile of some studies.
     *
     * @param sequences names in the order of the settings
     * @param classes names of the classes
     * @throws IllegalArgumentException when a study has another sequence or class
     */
    public static Profile of(Collection<StudySample> samples, List<String> sequences, List<String> classes) {
        Map<String, long[]> counts = new TreeMap<>();
        sequences.forEach(sequence -> counts.put(SEQUENCE + sequence, new long[2]));
        AXES.forEach(axis -> counts.put(SPACING + axis, new long[SPACINGS.length + 1]));
        for (String sequence : sequences) {
            StudySample.QUANTILES.forEach(share -> counts.put(intensity(sequence, share), new long[INTENSITY_BINS]));
        }
        counts.put(PREDICTED, new long[classes.size()]);
        samples.forEach(sample -> add(counts, sample, sequences, classes));
        Map<String, List<Long>> lists = new TreeMap<>();
        counts.forEach((variable, bins) ->
                lists.put(variable, Arrays.stream(bins).boxed().toList()));
        return new Profile(FORMAT, samples.size(), sequences, classes, lists);
    }

    private static String intensity(String sequence, double share) {
        return INTENSITY + sequence + " p" + Math.round(100 * share);
    }

    private static void add(
            Map<String, long[]> counts, StudySample sample, List<String> sequences, List<String> classes) {
        List<String> named = new ArrayList<>(sample.present());
        named.addAll(sample.intensities().keySet());
        if (!sequences.containsAll(named)) {
            throw new IllegalArgumentException("a study has the sequences " + named + ", wanted some of " + sequences);
        }
        sequences.forEach(
                sequence -> counts.get(SEQUENCE + sequence)[sample.present().contains(sequence) ? 1 : 0]++);
        for (int axis = 0; axis < sample.spacingMm().size(); axis++) {
            counts.get(SPACING + AXES.get(axis))[spacingBin(sample.spacingMm().get(axis))]++;
        }
        sample.intensities().forEach((sequence, values) -> IntStream.range(0, values.size())
                .forEach(i -> counts.get(intensity(sequence, StudySample.QUANTILES.get(i)))[
                        (int) Math.min(INTENSITY_BINS - 1, values.get(i) * INTENSITY_BINS)]++));
        sample.predicted().ifPresent(predicted -> {
            if (predicted < 0 || predicted >= classes.size()) {
                throw new IllegalArgumentException(
                        "a predicted class is " + predicted + ", wanted 0 to " + (classes.size() - 1));
            }
            counts.get(PREDICTED)[predicted]++;
        });
    }

    private static int spacingBin(double spacing) {
        return (int) Arrays.stream(SPACINGS).filter(end -> spacing > end).count();
    }

    /** @throws SealedJson.BrokenException when the bytes are damaged or no profile */
    public static Profile read(byte[] file) throws SealedJson.BrokenException {
        return SealedJson.read(file, Profile.class, "the profile");
    }
}
