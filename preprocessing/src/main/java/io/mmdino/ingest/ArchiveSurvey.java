package io.mmdino.ingest;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveListing;
import io.mmdino.archive.FileNames;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.LabelSources;
import io.mmdino.archive.LeftOut;
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
final class ArchiveSurvey implements ArchiveListing.Visitor {

    private final IdKey key;
    private final FileNames names;
    private final SpillSorter found;
    private final LabelSources labels;
    private final Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
    private String lastId = "";
    private String lastStudy = "";
    private long listed;
    private long otherImages;
    private long noImages;
    private long containers;

    /** @param root the archive's folder, as its files' locations begin */
    ArchiveSurvey(IdKey key, List<String> sequences, String root, SpillFolder spill) {
        this.key = key;
        labels = new LabelSources(root);
        names = new FileNames(sequences);
        found = spill.sorter();
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
        } else {
            noImages++;
        }
    }

    @Override
    public void leftOut(LeftOut what) {
        leftOut.merge(what, 1L, Long::sum);
    }

    private void add(FoundFile file) throws IOException {
        if (!file.id().equals(lastId)) { // files of one study mostly come together
            lastId = file.id();
            lastStudy = key.study(lastId);
        }
        found.add(new Entry(lastStudy, file.toBytes()));
    }

    /** Label tables that the archive brings along. */
    LabelSources labels() {
        return labels;
    }

    /** Files by hashed study id, in its order. */
    EntryReader byStudy() throws IOException {
        return found.read();
    }

    boolean isEmpty() {
        return found.size() == 0;
    }

    /** Whether the archive may hold studies that were not seen. */
    boolean incomplete() {
        return leftOut.containsKey(LeftOut.UNREADABLE_FOLDER);
    }

    /** What was not entered, a sentence for each kind. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        leftOut.forEach((what, count) -> notes.add(what.note(count)));
        return notes;
    }

    FileCount count(long used, long unused, long refused) {
        return new FileCount(listed, used, unused, refused, otherImages, noImages, containers);
    }
}
