package io.mmdino.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Groups the files of one study into series.
 *
 * <p>{@link NamedImages} chooses among the NIfTI files. Candidates among several DICOM series of one sequence are sorted by
 * number of slices, then by pixels of a slice, both descending, then by keyed hash; a later candidate is read when an earlier
 * one cannot be assembled. A series whose files have different sequences is not used.
 */
public final class StudyAssembly {

    private static final Comparator<List<FoundFile>> FINEST = Comparator.<List<FoundFile>>comparingLong(
                    files -> -files.stream().mapToLong(FoundFile::slices).sum())
            .thenComparingLong(files -> -files.get(0).pixels())
            .thenComparing(files -> files.get(0).group());

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
            unused.add(new ArchiveStudy.UnusedSeries(
                    file.sequence(), 1, file.file().bytes(), left.reason()));
        }
        notes.addAll(images.notes());
    }

    private void strays(String reason, List<FoundFile> files) {
        long bytes = files.stream().mapToLong(found -> found.file().bytes()).sum();
        unused.add(new ArchiveStudy.UnusedSeries(ArchiveStudy.UnusedSeries.UNKNOWN, files.size(), bytes, reason));
        notes.add(files.size() + " images beside it are not used: " + reason);
    }

    private void acquired(Map<String, List<FoundFile>> bySeries) {
        bySeries.values().stream().sorted(FINEST).forEach(this::acquired);
    }

    private void acquired(List<FoundFile> files) {
        FoundFile first = files.get(0);
        ArchiveSeries one = new ArchiveSeries(
                ArchiveSeries.Format.DICOM,
                files.stream()
                        .map(FoundFile::file)
                        .sorted(Comparator.comparing(ArchiveFile::location))
                        .toList());
        boolean mixed = files.stream().map(FoundFile::sequence).distinct().count() > 1;
        if (mixed || !first.reason().isEmpty()) {
            String reason = mixed ? "its files speak for different sequences" : first.reason();
            unused.add(new ArchiveStudy.UnusedSeries(
                    mixed ? ArchiveStudy.UnusedSeries.UNKNOWN : first.sequence(), files.size(), one.bytes(), reason));
            return;
        }
        List<ArchiveSeries> candidates = series.computeIfAbsent(first.sequence(), sequence -> new ArrayList<>());
        candidates.add(one);
        if (candidates.size() > 1) {
            notes.add("more than one series of " + first.sequence()
                    + "; used the one with most slices, then most pixels");
        }
    }
}
