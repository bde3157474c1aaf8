package io.mmdino.survey;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveListing;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.OtherImages;
import io.mmdino.archive.PatientScheme;
import io.mmdino.archive.SequenceNames;
import io.mmdino.archive.StrayImages;
import io.mmdino.archive.table.LabelSources;
import io.mmdino.disk.Json;
import io.mmdino.privacy.IdKey;
import io.mmdino.spill.Entry;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillSorter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sorts the files of an archive by study, on disk, so that memory does not grow with the archive.
 *
 * <p>Three steps: a listing visits it with all files; a scan looks into the {@link #candidates} and adds its findings; then
 * {@link #studies} reads the result.
 */
public final class ArchiveSurvey implements ArchiveListing.Visitor {

    private final IdKey key;
    private final SequenceNames names;
    private final SpillSorter found;
    private final SpillSorter candidates;
    private final LabelSources labels;
    private final Map<ArchiveListing.LeftOut, Long> leftOut = new EnumMap<>(ArchiveListing.LeftOut.class);
    private final PatientScheme patients;
    private final StrayImages strays = new StrayImages(this::add);
    private long notUnderstood;
    private long unlike;
    private String lastId = "";
    private String lastStudy = "";
    private long listed;
    private long otherImages;
    private long noImages;
    private long containers;

    /**
     * @param root the archive's folder, as its files' locations begin
     * @param patients tells the patient of a study's id
     */
    public ArchiveSurvey(IdKey key, List<String> sequences, String root, PatientScheme patients, SpillFolder spill) {
        this.key = key;
        this.patients = patients;
        labels = new LabelSources(root);
        names = new SequenceNames(sequences);
        found = spill.sorter();
        candidates = spill.sorter();
    }

    @Override
    public void file(ArchiveFile file) throws IOException {
        listed++;
        labels.offer(file);
        Optional<FoundFile> image = names.image(file);
        if (image.isPresent()) {
            strays.known(image.get());
            add(image.get());
        } else if (file.isNifti()) {
            nifti(file);
        } else if (FileScan.wants(file)) {
            String stamp = key.stamp("file " + file.path() + ' ' + file.bytes() + ' ' + file.modified());
            candidates.add(Entry.of(stamp, Json.write(file)));
        } else {
            other(file);
        }
    }

    private void nifti(ArchiveFile file) throws IOException {
        if (OtherImages.isNotWanted(file)) {
            otherImages++;
        } else {
            strays.nameless(file);
        }
    }

    private void other(ArchiveFile file) throws IOException {
        Optional<String> container = OtherImages.container(file.name());
        Optional<String> format = OtherImages.format(file.name());
        if (container.isPresent()) {
            add(FoundFile.refused(file, container.get()));
        } else if (format.isPresent()) {
            strays.unread(file, format.get());
        } else {
            noImages++;
        }
    }

    /** To be called once the listing has named all files. */
    public void listed() throws IOException {
        strays.flush();
    }

    /** Adds what a scan found in a candidate. */
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

    /** Files that a scan has to open: {@link ArchiveFile}s as JSON, by keyed hash of path, length and modification time. */
    public SpillSorter candidates() {
        return candidates;
    }

    @Override
    public void leftOut(ArchiveListing.LeftOut kind) {
        leftOut.merge(kind, 1L, Long::sum);
    }

    private void add(FoundFile image) throws IOException {
        FoundFile file = ofPatient(image);
        notUnderstood += file.kind() == FoundFile.Kind.REFUSED && !file.id().isEmpty() ? 1 : 0;
        String id = idOf(file);
        if (!id.equals(lastId)) { // files of one study mostly come together
            lastId = id;
            lastStudy = key.study(id);
        }
        boolean dicom = file.kind() == FoundFile.Kind.DICOM;
        found.add(new Entry(lastStudy, (dicom ? file.grouped(key.series(file.group())) : file).toBytes()));
    }

    private FoundFile ofPatient(FoundFile file) {
        if (patients.own().isEmpty() || file.kind() == FoundFile.Kind.REFUSED) {
            return file;
        }
        String named = file.kind() == FoundFile.Kind.NAMED ? file.id() : file.subject();
        if (!patients.fits(named)) {
            unlike++;
            return file;
        }
        return file.ofSubject(patients.patient(named));
    }

    /** Number of files in whose ids the user's own pattern finds no patient. */
    public long unlike() {
        return unlike;
    }

    /** The id of a file's study; a file whose study is unknown is refused, by itself or with others of its folder. */
    static String idOf(FoundFile file) {
        boolean alone = file.kind() == FoundFile.Kind.REFUSED && file.id().isEmpty();
        return alone ? "file " + file.file().location() : file.id();
    }

    /** Label tables in the archive. */
    public LabelSources labels() {
        return labels;
    }

    /** The studies, in the order of their hashed ids. */
    public StudyStream studies() throws IOException {
        return new StudyStream(found.read());
    }

    /** The fault of an archive without a study. */
    public ArchiveException noStudy(String folder) {
        String strays = notUnderstood == 0
                ? ""
                : "; " + notUnderstood + " images there have names or formats that are not understood";
        return new ArchiveException("no study in the input folder " + folder
                + ": wanted NIfTI files such as sub-ID_ses-preop_space-sri_t1.nii.gz, sub-ID_T1w.nii.gz,"
                + " ID-t1n.nii.gz or ID/T1.nii.gz, or DICOM series, in it or below or in .zip, .tar or .tar.gz there; check the"
                + " folder and the names" + strays);
    }

    /** Whether there is neither a study nor a broken file, but at most images whose study is not known. */
    public boolean isEmpty() {
        return found.size() == notUnderstood;
    }

    /** Whether the archive may hold studies that were not seen. */
    public boolean incomplete() {
        return leftOut.containsKey(ArchiveListing.LeftOut.UNREADABLE_FOLDER)
                || leftOut.containsKey(ArchiveListing.LeftOut.UNREADABLE_NAME);
    }

    /** One sentence for each kind of folder or file that was not entered. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        leftOut.forEach((what, count) -> notes.add(what.note(count)));
        return notes;
    }

    /** All files by what became of them, given how many of the studies' files were used, not used and refused. */
    public FileCount count(long used, long unused, long refused) {
        return new FileCount(listed, used, unused, refused, otherImages, noImages, containers);
    }

    /**
     * The files of an archive by what became of them; each is counted once.
     *
     * @param listed all files, entries of containers included
     * @param used files that are candidates of studies
     * @param unused files of studies that do not use them
     * @param refused files whose study is unknown; each has a row of its own with the reason
     * @param otherImages images of sequences that are not wanted
     * @param noImages all other files
     * @param containers zips and tars whose entries were counted
     */
    public record FileCount(
            long listed, long used, long unused, long refused, long otherImages, long noImages, long containers) {

        /** Whether every listed file is counted in one of the other numbers. */
        public boolean balances() {
            return listed == used + unused + refused + otherImages + noImages + containers;
        }

        /** All numbers in one sentence. */
        public String sentence() {
            return listed + " files listed: " + used + " used, " + unused + " unused in studies, " + refused
                    + " refused, " + otherImages + " images of other sequences, " + noImages + " no images, "
                    + containers + " containers.";
        }
    }
}
