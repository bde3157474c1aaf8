package io.mmdino.survey;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.FolderListing;
import io.mmdino.archive.PatientScheme;
import io.mmdino.privacy.IdKey;
import io.mmdino.spill.EntryReader;
import io.mmdino.spill.SpillFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * All studies of an archive, by the same survey that ingest makes, but scanned in this process and held in memory: for archives
 * of some thousand studies.
 *
 * @param studies sorted by id; those with a refusal too
 * @param brokenContainers containers that cannot be used as a whole
 * @param brokenFiles other files and entries that cannot be used
 * @param reasons why containers and files cannot be used, with the number of files, the most frequent first
 * @param noDicom files outside of containers whose names may be DICOM's and whose headers are not those of an image
 */
public record ArchiveStudies(
        List<ArchiveStudy> studies, long brokenContainers, long brokenFiles, Map<String, Long> reasons, long noDicom) {

    /**
     * Lists a folder, a container or a file, and reads the headers of containers and of files that may be DICOM.
     *
     * @param folder on any Hadoop file system
     * @throws ArchiveException when the folder does not exist or holds no study
     */
    public static ArchiveStudies find(Configuration conf, String folder, HeaderScanRules rules) throws IOException {
        try (SpillFolder spill = SpillFolder.temporary()) {
            ArchiveSurvey survey = new ArchiveSurvey(
                    IdKey.publicDefault(),
                    rules.sequences(),
                    FolderListing.root(conf, folder),
                    PatientScheme.known(),
                    spill);
            new FolderListing(conf, folder).visit(survey);
            survey.listed();
            long[] noDicom = {0};
            try (EntryReader candidates = survey.candidates().read()) {
                rules.scan(conf).scan(candidates, (stamp, finding) -> {
                    survey.finding(finding);
                    noDicom[0] += finding.isNoDicom() ? 1 : 0;
                });
            }
            if (survey.isEmpty()) {
                throw survey.noStudy(folder);
            }
            try (StudyStream stream = survey.studies()) {
                return collect(stream, folder, noDicom[0]);
            }
        }
    }

    private static ArchiveStudies collect(StudyStream stream, String folder, long noDicom) throws IOException {
        List<ArchiveStudy> studies = new ArrayList<>();
        List<StudyStream.Study> broken = new ArrayList<>();
        for (Optional<StudyStream.Study> study = stream.next(); study.isPresent(); study = stream.next()) {
            if (study.get().isBrokenFile()) {
                broken.add(study.get());
            } else {
                studies.add(study.get().study());
            }
        }
        if (studies.isEmpty()) {
            throw new ArchiveException(
                    "no study in " + folder + ": " + broken.get(0).study().refusal());
        }
        studies.sort(Comparator.comparing(ArchiveStudy::id));
        long containers = broken.stream().filter(ArchiveStudies::isContainer).count();
        long files = broken.stream().mapToLong(StudyStream.Study::count).sum() - containers;
        return new ArchiveStudies(List.copyOf(studies), containers, files, reasons(broken), noDicom);
    }

    private static Map<String, Long> reasons(List<StudyStream.Study> broken) {
        Map<String, Long> counts = new TreeMap<>();
        for (StudyStream.Study one : broken) {
            counts.merge(one.files().get(0).reason(), one.count(), Long::sum);
        }
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(count -> sorted.put(count.getKey(), count.getValue()));
        return sorted;
    }

    private static boolean isContainer(StudyStream.Study broken) {
        return !broken.files().get(0).file().inContainer()
                && FileScan.isContainer(broken.files().get(0).file());
    }
}
