package io.mmdino.archive;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Finds the studies below a folder on any Hadoop file system by their file names, all at once: for archives that fit into memory.
 *
 * <p>Names: {@code sub-ID[_ses-S][_space-X]_t1.nii.gz}, plain BIDS ({@code _T1w}, {@code _ce-gad_T1w}, {@code _T2w},
 * {@code _FLAIR}) and BraTS ({@code ID_t1n} or {@code ID-t1n}, t1c, t2w, t2f, seg). Files that are none of these are
 * passed over.
 */
public final class ArchiveFinder {

    private final FileNames names;

    public ArchiveFinder(List<String> sequences) {
        names = new FileNames(sequences);
    }

    /**
     * Lists the folder and the containers in it; opens no image.
     *
     * @throws ArchiveException when the folder is not there or holds no study
     */
    public Archive find(Configuration conf, String folder) throws IOException {
        NamedFiles found = new NamedFiles(conf, names);
        new FolderListing(conf, folder).tell(found);
        if (found.byStudy().isEmpty()) {
            throw found.refusal()
                    .map(reason -> new ArchiveException("no study in " + folder + ": " + reason))
                    .orElseGet(() -> nothing(folder));
        }
        List<ArchiveStudy> studies =
                found.byStudy().values().stream().map(StudyAssembly::of).toList();
        return new Archive(studies, found.brokenContainers(), found.perhapsDicom());
    }

    /** The fault of an archive without a study. */
    public static ArchiveException nothing(String folder) {
        return new ArchiveException("no study in the input folder " + folder
                + ": wanted NIfTI files such as sub-ID_ses-preop_space-sri_t1.nii.gz, sub-ID_T1w.nii.gz or"
                + " ID-t1n.nii.gz, or DICOM series, in it or below or in .zip, .tar or .tar.gz there; check the folder and the"
                + " names");
    }
}
