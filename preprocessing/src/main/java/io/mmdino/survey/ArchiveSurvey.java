package io.mmdino.survey;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveListing;
import io.mmdino.archive.FileNames;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.LeftOut;
import io.mmdino.archive.SeriesSource;
import io.mmdino.archive.table.LabelSources;
import io.mmdino.disk.Json;
import io.mmdino.privacy.IdKey;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillSorter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Listens to a listing and sorts what it hears by study, on disk: driver memory stays the same for any number of files. */
public final class ArchiveSurvey implements ArchiveListing.Visitor {

    private final IdKey key;
    private final FileNames names;
    private final SpillSorter found;
    private final SpillSorter candidates;
    private final LabelSources labels;
    private final Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
    private String lastId = "";
    private String lastStudy = "";
    private long listed;
    private long otherImages;
    private long noImages;
    private long containers;

    /** @param root the archive's folder, as its files' locations begin */
    public ArchiveSurvey(IdKey key, List<String> sequences, String root, SpillFolder spill) {
        this.key = key;
        labels = new LabelSources(root);
        names = new FileNames(sequences);
        found = spill.sorter();
        candidates = spill.sorter();
    }

    @Override
    public void file(ArchiveFile file) throws IOException {
        listed++;
        labels.offer(file);
        Optional<FoundFile> image = names.found(file);
        if (image.isPresent()) {
            add(image.get());
        } else if (FileNames.isNifti(file)) {
            otherImages++;
        } else if (FileScan.wants(file)) {
            String stamp = key.stamp("file " + file.path() + ' ' + file.bytes() + ' ' + file.modified());
            candidates.add(Entry.of(stamp, Json.write(SeriesSource.Place.of(file))));
        } else {
            noImages++;
        }
    }

    /** Hears what looking into a candidate gave. */
    public void finding(Finding finding) throws IOException {
        listed += finding.inside() ? finding.count() : 0;
        switch (finding.what()) {
            case FOUND -> add(finding.file().orElseThrow());
            case OTHER_IMAGE -> otherImages += finding.count();
            case NO_IMAGE -> noImages += finding.count();
            case TABLE -> {
                noImages += finding.count();
                labels.offer(finding.file().orElseThrow().file());
            }
            case CONTAINER -> containers += finding.count();
        }
    }

    /** Files that have to be looked into: {@link SeriesSource.Place}s as JSON, by keyed hash of name, length and time. */
    public SpillSorter candidates() {
        return candidates;
    }

    @Override
    public void leftOut(LeftOut what) {
        leftOut.merge(what, 1L, Long::sum);
    }

    private void add(FoundFile file) throws IOException {
        String id = idOf(file);
        if (!id.equals(lastId)) { // files of one study mostly come together
            lastId = id;
            lastStudy = key.study(id);
        }
        boolean dicom = file.kind() == FoundFile.Kind.DICOM;
        found.add(new Entry(lastStudy, (dicom ? file.grouped(key.series(file.group())) : file).toBytes()));
    }

    /** A file that no study can be told from is a study of its own, which is refused. */
    public static String idOf(FoundFile file) {
        return file.kind() == FoundFile.Kind.REFUSED ? "file " + file.file().location() : file.id();
    }

    /** Label tables that the archive brings along. */
    public LabelSources labels() {
        return labels;
    }

    /** Files by hashed study id, in its order. */
    public EntryReader byStudy() throws IOException {
        return found.read();
    }

    public boolean isEmpty() {
        return found.size() == 0;
    }

    /** Whether the archive may hold studies that were not seen. */
    public boolean incomplete() {
        return leftOut.containsKey(LeftOut.UNREADABLE_FOLDER);
    }

    /** What was not entered, a sentence for each kind. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        leftOut.forEach((what, count) -> notes.add(what.note(count)));
        return notes;
    }

    public FileCount count(long used, long unused, long refused) {
        return new FileCount(listed, used, unused, refused, otherImages, noImages, containers);
    }
}
