package io.mmdino.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Order of several DICOM series of one sequence: original before derived, of the head before others, spin echo before gradient
 * echo and without contrast agent (both but for T1), full coverage, finer grid, more slices, more pixels, and then by hashed name.
 */
final class SeriesChoice {

    /** Share of the largest volume among the series from which on a series covers the head. */
    private static final double FULL_COVERAGE = 0.6;

    /** Distance of slices at one place, mm. */
    private static final double SAME_PLACE = 0.05;

    /** Rounding of voxel edges, mm, below which grids are equally fine. */
    private static final double SAME_EDGE = 0.1;

    /** Reasons for preferring one series to another, the strongest first; smaller values are preferred. */
    private record Reason(String words, ToDoubleFunction<Candidate> value) {}

    /** Files of one series that show one sequence. */
    record Candidate(List<FoundFile> files, boolean t1, double largest) {

        private ImageFacts facts() {
            return files.get(0).facts();
        }

        private int slices() {
            return files.stream().mapToInt(FoundFile::slices).sum();
        }

        /** Usual distance of two slices, mm, whether some are missing or doubled; NaN where it is not known. */
        private double step() {
            ImageFacts only = facts();
            if (files.size() == 1) {
                return slices() < 2 ? Double.NaN : (only.high() - only.low()) / (slices() - 1);
            }
            double[] places = files.stream()
                    .mapToDouble(file -> file.facts().low())
                    .sorted()
                    .toArray();
            double[] gaps = IntStream.range(1, places.length)
                    .mapToDouble(k -> places[k] - places[k - 1])
                    .filter(gap -> gap > SAME_PLACE)
                    .sorted()
                    .toArray();
            return gaps.length == 0 ? Double.NaN : gaps[gaps.length / 2];
        }

        /** Volume, mm3; NaN where it is not known. */
        private double volume() {
            return step() * slices() * files.get(0).pixels() * facts().rowSpacing() * facts().columnSpacing();
        }

        private boolean partial() {
            return volume() < FULL_COVERAGE * largest; // false where either is not known
        }

        /** Longest edge of a voxel, mm, rounded; 0 where it is not known. */
        private double edge() {
            double edge = Math.max(step(), Math.max(facts().rowSpacing(), facts().columnSpacing()));
            return Double.isNaN(edge) ? 0 : Math.rint(edge / SAME_EDGE) * SAME_EDGE;
        }
    }

    private static final List<Reason> REASONS = List.of(
            new Reason("original before derived", one -> one.facts().derived() ? 1 : 0),
            new Reason("of the head before others", one -> one.facts().head() ? 0 : 1),
            new Reason(
                    "spin echo before gradient echo",
                    one -> !one.t1() && one.facts().gradient() ? 1 : 0),
            new Reason("without contrast agent", one -> !one.t1() && one.facts().contrast() ? 1 : 0),
            new Reason("full coverage", one -> one.partial() ? 1 : 0),
            new Reason("finer grid", Candidate::edge),
            new Reason("more slices", one -> -one.slices()),
            new Reason("more pixels", one -> -one.files().get(0).pixels()));

    private static final Comparator<Candidate> ORDER = REASONS.stream()
            .map(reason -> Comparator.comparingDouble(reason.value()))
            .reduce(Comparator::thenComparing)
            .orElseThrow()
            .thenComparing(one -> one.files().get(0).group());

    private SeriesChoice() {}

    /** The series, the best first. */
    static List<Candidate> sorted(String sequence, List<List<FoundFile>> series) {
        boolean t1 = sequence.startsWith("t1");
        double largest = series.stream()
                .mapToDouble(files -> new Candidate(files, t1, 0).volume())
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
        List<Candidate> candidates = new ArrayList<>();
        series.forEach(files -> candidates.add(new Candidate(files, t1, largest)));
        candidates.sort(ORDER);
        return candidates;
    }

    /** First reason why a series is preferred to another. */
    static String why(Candidate first, Candidate other) {
        return REASONS.stream()
                .filter(reason ->
                        reason.value().applyAsDouble(first) < reason.value().applyAsDouble(other))
                .map(Reason::words)
                .findFirst()
                .orElse("all else equal, by hashed name");
    }
}
