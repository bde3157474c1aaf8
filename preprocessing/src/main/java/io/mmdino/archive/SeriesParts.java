package io.mmdino.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files of one DICOM series, divided by what they show: phase images beside magnitudes, proton density beside T2 in a double
 * echo, a screen save among slices. A part is used only if it lies where the others do, or they are few; otherwise single slices
 * of one volume may bear different attributes, and nothing of the series is used.
 *
 * @param used files by sequence
 * @param unused what is left, with its reason
 * @param notes for the study's row
 */
record SeriesParts(Map<String, List<FoundFile>> used, List<ArchiveStudy.UnusedSeries> unused, List<String> notes) {

    /** Share of a part's files that other parts may have at places of their own. */
    private static final double FEW = 0.2;

    /** Distance of two slices at one place, mm. */
    private static final double SAME_PLACE = 0.2;

    static SeriesParts of(List<FoundFile> files) {
        Map<String, List<FoundFile>> parts = new TreeMap<>();
        List<FoundFile> rest = new ArrayList<>();
        for (FoundFile file : files) {
            boolean candidate = file.reason().isEmpty();
            (candidate ? parts.computeIfAbsent(file.sequence(), key -> new ArrayList<>()) : rest).add(file);
        }
        if (parts.isEmpty()) {
            return new SeriesParts(Map.of(), List.of(left(rest, mostFrequentReason(rest))), List.of());
        }
        if (rest.isEmpty() && parts.size() == 1) {
            return new SeriesParts(parts, List.of(), List.of());
        }
        if (!separate(parts.values(), rest)) {
            return new SeriesParts(
                    Map.of(), List.of(left(files, "its files speak for different sequences")), List.of());
        }
        String names = String.join(", ", parts.keySet());
        if (rest.isEmpty()) {
            return new SeriesParts(parts, List.of(), List.of("one series holds images of " + names));
        }
        String reason = mostFrequentReason(rest);
        String note =
                rest.size() + " of " + files.size() + " images in a series of " + names + " were left out: " + reason;
        return new SeriesParts(parts, List.of(left(rest, reason)), List.of(note));
    }

    /** Whether the largest part is a volume beside the others, and not a piece of one with them. */
    private static boolean separate(Iterable<List<FoundFile>> parts, List<FoundFile> rest) {
        List<FoundFile> most = List.of();
        List<FoundFile> all = new ArrayList<>(rest);
        for (List<FoundFile> part : parts) {
            most = part.size() > most.size() ? part : most;
            all.addAll(part);
        }
        Set<Long> places = most.stream()
                .filter(SeriesParts::placed)
                .map(SeriesParts::place)
                .collect(Collectors.toSet());
        long there = all.stream()
                .filter(SeriesParts::placed)
                .filter(file -> places.contains(place(file)))
                .count();
        return all.size() - Math.max(there, most.size()) <= FEW * most.size();
    }

    private static boolean placed(FoundFile file) {
        return Double.isFinite(file.facts().low());
    }

    private static long place(FoundFile file) {
        return Math.round(file.facts().low() / SAME_PLACE);
    }

    private static String mostFrequentReason(List<FoundFile> files) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        files.forEach(file -> counts.merge(file.reason(), 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private static ArchiveStudy.UnusedSeries left(List<FoundFile> files, String reason) {
        Set<String> sequences = files.stream().map(FoundFile::sequence).collect(Collectors.toSet());
        return ArchiveStudy.UnusedSeries.of(
                sequences.size() == 1 ? sequences.iterator().next() : ArchiveStudy.UnusedSeries.UNKNOWN, files, reason);
    }
}
