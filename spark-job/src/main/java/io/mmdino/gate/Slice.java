package io.mmdino.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A part of the frozen set on which two models are compared.
 *
 * @param kind what the studies have in common: {@code all}, {@code site}, {@code sequences} or {@code class}
 * @param value their common value, such as the name of a site
 * @param rows the studies' rows, ascending
 */
record Slice(String kind, String value, int[] rows) {

    static final String ALL = "all";
    private static final String UNNAMED = "(no name)";

    /** The whole set first, then every site, every set of sequences and every class, by name. */
    static List<Slice> of(PairedPredictions pairs) {
        List<Slice> slices = new ArrayList<>();
        slices.add(
                new Slice(ALL, ALL, IntStream.range(0, pairs.studies().size()).toArray()));
        slices.addAll(by("site", pairs, study -> study.site().isEmpty() ? UNNAMED : study.site()));
        slices.addAll(by("sequences", pairs, study -> String.join("+", study.sequences())));
        slices.addAll(by("class", pairs, study -> pairs.classNames().get(study.label())));
        return slices;
    }

    private static List<Slice> by(String kind, PairedPredictions pairs, Function<JudgedStudy, String> value) {
        Map<String, IntStream.Builder> rows = new TreeMap<>();
        for (int row = 0; row < pairs.studies().size(); row++) {
            rows.computeIfAbsent(value.apply(pairs.studies().get(row)), name -> IntStream.builder())
                    .add(row);
        }
        List<Slice> slices = new ArrayList<>();
        rows.forEach((name, members) ->
                slices.add(new Slice(kind, name, members.build().toArray())));
        return slices;
    }

    /** Name in messages. */
    String shown() {
        return kind.equals(ALL) ? "the whole frozen set" : kind + " " + value;
    }
}
