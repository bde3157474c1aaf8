package io.mmdino.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From the files of one study to its series.
 *
 * <p>Named images of different BIDS spaces are never mixed: the space with most sequences is taken, and in it the shortest name
 * for a sequence. Of several DICOM series of one sequence the one with most slices comes first, then the one with most pixels a
 * slice, then the first by its keyed hash; the others stand by for when it cannot be assembled.
 */
public final class StudyAssembly {

    private static final Comparator<FoundFile> SIMPLEST_NAME = Comparator.<FoundFile>comparingInt(
                    found -> found.file().name().length())
            .thenComparing(found -> found.file().name())
            .thenComparing(found -> found.file().location());
    private static final Comparator<List<FoundFile>> FINEST = Comparator.<List<FoundFile>>comparingLong(
                    files -> -files.stream().mapToLong(FoundFile::slices).sum())
            .thenComparingLong(files -> -files.get(0).pixels())
            .thenComparing(files -> files.get(0).group());

    private final Map<String, List<ArchiveSeries>> series = new TreeMap<>();
    private final List<UnusedSeries> unused = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private StudyAssembly() {}

    /** @param found files of one study, in any order; none refused */
    public static ArchiveStudy of(List<FoundFile> found) {
        StudyAssembly assembly = new StudyAssembly();
        Map<String, List<FoundFile>> named = new TreeMap<>();
        Map<String, List<FoundFile>> dicom = new TreeMap<>();
        for (FoundFile file : found) {
            (file.kind() == FoundFile.Kind.NAMED ? named : dicom)
                    .computeIfAbsent(file.group(), group -> new ArrayList<>())
                    .add(file);
        }
        assembly.spaces(named);
        assembly.acquired(dicom);
        FoundFile any =
                found.stream().filter(file -> !file.id().isEmpty()).findFirst().orElse(found.get(0));
        return new ArchiveStudy(
                any.id(),
                any.subject(),
                assembly.series,
                assembly.unused,
                assembly.notes.stream().distinct().toList());
    }

    private void spaces(Map<String, List<FoundFile>> bySpace) {
        // max keeps the last of equals; reversed order makes that the first by name, whatever the listing's order
        String best = bySpace.entrySet().stream()
                .max(Comparator.<Map.Entry<String, List<FoundFile>>>comparingLong(e -> sequences(e.getValue()))
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElse("");
        if (bySpace.size() > 1) {
            notes.add("images in " + bySpace.size() + " spaces; used the space with most sequences");
        }
        bySpace.forEach((space, files) -> {
            if (space.equals(best)) {
                files.stream().sorted(SIMPLEST_NAME).forEach(this::named);
            } else {
                files.forEach(file -> leave(file, "lies in another space than most sequences"));
            }
        });
    }

    private static long sequences(List<FoundFile> space) {
        return space.stream()
                .map(FoundFile::sequence)
                .filter(sequence -> !sequence.equals(SequenceNames.SEGMENTATION))
                .distinct()
                .count();
    }

    private void named(FoundFile found) {
        ArchiveSeries one = new ArchiveSeries(ArchiveSeries.Format.NIFTI, List.of(found.file()));
        if (series.putIfAbsent(found.sequence(), new ArrayList<>(List.of(one))) != null) {
            notes.add("more than one file for " + found.sequence() + "; used the shortest name");
            leave(found, "another file of this sequence has a shorter name");
        }
    }

    private void leave(FoundFile file, String reason) {
        unused.add(new UnusedSeries(file.sequence(), 1, file.file().bytes(), reason));
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
        if (!first.reason().isEmpty()) {
            unused.add(new UnusedSeries(first.sequence(), files.size(), one.bytes(), first.reason()));
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
