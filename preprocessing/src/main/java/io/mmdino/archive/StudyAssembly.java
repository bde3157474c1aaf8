package io.mmdino.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Groups the files of one study into series.
 *
 * <p>{@link NamedImages} chooses among the NIfTI files, {@link SeriesChoice} sorts several DICOM series of one sequence; a later
 * one is read when an earlier one cannot be assembled. {@link SeriesParts} divides series whose files show different things.
 */
public final class StudyAssembly {

    private final Map<String, List<ArchiveSeries>> series = new TreeMap<>();
    private final List<ArchiveStudy.UnusedSeries> unused = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private StudyAssembly() {}

    /** @param found files of one study, in any order; none refused */
    public static ArchiveStudy of(List<FoundFile> found) {
        StudyAssembly assembly = new StudyAssembly();
        List<FoundFile> named = new ArrayList<>();
        Map<String, List<FoundFile>> strays = new TreeMap<>();
        Map<String, List<FoundFile>> dicom = new TreeMap<>();
        for (FoundFile file : found) {
            if (file.kind() == FoundFile.Kind.DICOM) {
                dicom.computeIfAbsent(file.group(), group -> new ArrayList<>()).add(file);
            } else if (file.reason().isEmpty()) {
                named.add(file);
            } else {
                strays.computeIfAbsent(file.reason(), reason -> new ArrayList<>())
                        .add(file);
            }
        }
        NamedImages images = NamedImages.of(named);
        assembly.named(images);
        strays.forEach(assembly::strays);
        assembly.notes.addAll(SingleImages.join(dicom));
        assembly.acquired(dicom);
        FoundFile any =
                found.stream().filter(file -> !file.id().isEmpty()).findFirst().orElse(found.get(0));
        return new ArchiveStudy(
                any.id(),
                any.subject(),
                assembly.series,
                assembly.unused,
                assembly.notes.stream().distinct().toList(),
                images.refusal());
    }

    private void named(NamedImages images) {
        images.used()
                .forEach((sequence, found) -> series.put(
                        sequence,
                        new ArrayList<>(
                                List.of(new ArchiveSeries(ArchiveSeries.Format.NIFTI, List.of(found.file()))))));
        for (NamedImages.Left left : images.left()) {
            FoundFile file = left.file();
            unused.add(ArchiveStudy.UnusedSeries.of(file.sequence(), List.of(file), left.reason()));
        }
        notes.addAll(images.notes());
    }

    private void strays(String reason, List<FoundFile> files) {
        unused.add(ArchiveStudy.UnusedSeries.of(ArchiveStudy.UnusedSeries.UNKNOWN, files, reason));
        notes.add(files.size() + " images beside it are not used: " + reason);
    }

    private void acquired(Map<String, List<FoundFile>> bySeries) {
        Map<String, List<List<FoundFile>>> candidates = new TreeMap<>();
        for (List<FoundFile> files : bySeries.values()) {
            SeriesParts parts = SeriesParts.of(files);
            parts.used().forEach((sequence, part) -> candidates
                    .computeIfAbsent(sequence, key -> new ArrayList<>())
                    .add(part));
            unused.addAll(parts.unused());
            notes.addAll(parts.notes());
        }
        candidates.forEach(this::chosen);
    }

    private void chosen(String sequence, List<List<FoundFile>> found) {
        List<SeriesChoice.Candidate> sorted = SeriesChoice.sorted(sequence, found);
        List<ArchiveSeries> all = series.computeIfAbsent(sequence, key -> new ArrayList<>());
        boolean named = !all.isEmpty();
        Set<String> reasons = new LinkedHashSet<>();
        for (SeriesChoice.Candidate candidate : sorted) {
            String behind = named
                    ? "a named file before DICOM"
                    : candidate == sorted.get(0) ? "" : SeriesChoice.why(sorted.get(0), candidate);
            all.add(acquired(candidate.files(), behind));
            reasons.add(behind);
        }
        reasons.remove("");
        if (all.size() > 1) {
            notes.add("more than one series of " + sequence + "; used one by: " + String.join("; ", reasons));
        }
    }

    private static ArchiveSeries acquired(List<FoundFile> files, String behind) {
        return new ArchiveSeries(
                ArchiveSeries.Format.DICOM,
                files.stream()
                        .map(FoundFile::file)
                        .sorted(Comparator.comparing(ArchiveFile::location))
                        .toList(),
                files.get(0).facts().why(),
                behind);
    }
}
