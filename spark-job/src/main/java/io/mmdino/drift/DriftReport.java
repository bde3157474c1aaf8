package io.mmdino.drift;

import io.mmdino.disk.SealedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The comparison of a cohort with the reference.
 *
 * @param format {@link #FORMAT}
 * @param reference number of studies of the reference
 * @param now number of studies of now
 * @param variables stability of every variable of the profiles, by name
 * @param features separation of the features; none or one
 * @param warnings what exceeds its limit; empty when nothing does
 */
public record DriftReport(
        String format,
        int reference,
        int now,
        List<Stability> variables,
        List<Separation> features,
        List<Warning> warnings) {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 drift report 1";

    /** What has drifted. */
    public enum Kind {
        /** Too few studies to say anything. */
        TOO_FEW_STUDIES,
        /** Which sequences studies have. */
        SEQUENCES,
        SPACING,
        INTENSITIES,
        /** Shares of the predicted classes. */
        PREDICTED_CLASSES,
        /** What the model sees. */
        FEATURES
    }

    /**
     * One warning.
     *
     * @param variable name of the variable, or {@code features}
     * @param value what was measured
     * @param limit what it exceeds
     * @param text a whole sentence
     */
    public record Warning(Kind kind, String variable, double value, double limit, String text) {}

    public DriftReport {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '" + format + "', wanted '" + FORMAT + "'");
        }
        variables = List.copyOf(variables);
        features = List.copyOf(features);
        warnings = List.copyOf(warnings);
    }

    /**
     * Compares two cohorts.
     *
     * @param features separation of their features; empty when there are none
     * @throws IllegalArgumentException when the profiles have other sequences or classes
     */
    public static DriftReport of(
            Profile reference, Profile now, Optional<Separation> features, DriftSettings settings) {
        if (!reference.sequences().equals(now.sequences())
                || !reference.classes().equals(now.classes())
                || !reference.counts().keySet().equals(now.counts().keySet())) {
            throw new IllegalArgumentException("the reference has the sequences " + reference.sequences()
                    + " and the classes " + reference.classes() + ", the cohort of now " + now.sequences() + " and "
                    + now.classes() + "; make both profiles with the same settings");
        }
        List<Stability> variables = new ArrayList<>();
        reference
                .counts()
                .forEach((variable, counts) -> variables.add(
                        Stability.of(variable, counts, now.counts().get(variable), settings.smoothing())));
        List<Warning> warnings = new ArrayList<>();
        if (Math.min(reference.studies(), now.studies()) < settings.smallestCohort()) {
            warnings.add(tooFew(reference, now, settings));
        } else {
            variables.forEach(variable -> stability(variable, settings).ifPresent(warnings::add));
            features.flatMap(found -> separation(found, settings)).ifPresent(warnings::add);
        }
        return new DriftReport(
                FORMAT,
                reference.studies(),
                now.studies(),
                variables,
                features.map(List::of).orElse(List.of()),
                warnings);
    }

    private static Warning tooFew(Profile reference, Profile now, DriftSettings settings) {
        int fewest = Math.min(reference.studies(), now.studies());
        return new Warning(
                Kind.TOO_FEW_STUDIES,
                "studies",
                fewest,
                settings.smallestCohort(),
                "the reference has " + reference.studies() + " studies and the cohort of now " + now.studies()
                        + ", wanted " + settings.smallestCohort()
                        + " or more of each to compare them (smallest-cohort)");
    }

    /** A warning where the index is above its limit and above what chance explains. */
    private static Optional<Warning> stability(Stability found, DriftSettings settings) {
        double limit = Math.max(settings.stabilityLimit(), found.chance());
        if (!(found.index() > limit) || Math.min(found.reference(), found.now()) < settings.smallestCohort()) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                kind(found.variable()),
                found.variable(),
                found.index(),
                limit,
                String.format(
                        Locale.ROOT,
                        "%s differs from the reference: its population stability index is %.3f, wanted at most %.3f",
                        found.variable(),
                        found.index(),
                        limit)));
    }

    private static Kind kind(String variable) {
        if (variable.startsWith(Profile.SEQUENCE)) {
            return Kind.SEQUENCES;
        }
        if (variable.startsWith(Profile.SPACING)) {
            return Kind.SPACING;
        }
        return variable.startsWith(Profile.INTENSITY) ? Kind.INTENSITIES : Kind.PREDICTED_CLASSES;
    }

    private static Optional<Warning> separation(Separation found, DriftSettings settings) {
        if (!(found.area() > settings.separationLimit() && found.low() > 0.5)) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                Kind.FEATURES,
                "features",
                found.area(),
                settings.separationLimit(),
                String.format(
                        Locale.ROOT,
                        "features differ from the reference: a classifier tells the cohorts apart with an AUC of %.3f (%.3f to"
                                + " %.3f), wanted at most %.3f",
                        found.area(),
                        found.low(),
                        found.high(),
                        settings.separationLimit())));
    }

    /** @throws SealedJson.BrokenException when the bytes are damaged or no report */
    public static DriftReport read(byte[] file) throws SealedJson.BrokenException {
        return SealedJson.read(file, DriftReport.class, "the drift report");
    }
}
