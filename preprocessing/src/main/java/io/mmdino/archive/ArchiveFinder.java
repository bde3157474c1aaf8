package io.mmdino.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Finds the studies below a folder on any Hadoop file system by their file names.
 *
 * <p>Names: {@code sub-ID[_ses-S][_space-X]_t1.nii.gz}, plain BIDS ({@code _T1w}, {@code _ce-gad_T1w}, {@code _T2w},
 * {@code _FLAIR}) and BraTS ({@code ID_t1n} or {@code ID-t1n}, t1c, t2w, t2f, seg). Files that are none of these are
 * passed over. Images of different BIDS spaces are never mixed: the space with most sequences is taken.
 */
public final class ArchiveFinder {

    private static final String PHENO_DATA = "phenoData.csv";
    private static final Comparator<ArchiveFile> SIMPLEST_NAME = Comparator.<ArchiveFile>comparingInt(
                    file -> file.name().length())
            .thenComparing(ArchiveFile::name)
            .thenComparing(ArchiveFile::path);

    private final SequenceNames names;

    public ArchiveFinder(List<String> sequences) {
        names = new SequenceNames(sequences);
    }

    /**
     * Lists the folder; opens nothing.
     *
     * @throws ArchiveException when the folder is not there or holds no study
     */
    public Archive find(Configuration conf, String folder) throws IOException {
        Path root = new Path(folder);
        FileSystem files = root.getFileSystem(conf);
        Map<String, List<Found>> byStudy = new TreeMap<>();
        Optional<String> phenoData = Optional.empty();
        RemoteIterator<LocatedFileStatus> listing = list(files, root, folder);
        while (listing.hasNext()) {
            LocatedFileStatus status = listing.next();
            String path = status.getPath().toString();
            ImageName.parse(path, names).ifPresent(name -> byStudy.computeIfAbsent(name.id(), id -> new ArrayList<>())
                    .add(new Found(name, new ArchiveFile(path, status.getLen(), status.getModificationTime()))));
            if (status.getPath().equals(new Path(files.makeQualified(root), PHENO_DATA))) {
                phenoData = Optional.of(path);
            }
        }
        if (byStudy.isEmpty()) {
            throw new ArchiveException("no study in the input folder " + folder
                    + ": wanted NIfTI files such as sub-ID_ses-preop_space-sri_t1.nii.gz, sub-ID_T1w.nii.gz or"
                    + " ID-t1n.nii.gz in it or below; check the folder and the names");
        }
        return new Archive(byStudy.values().stream().map(ArchiveFinder::study).toList(), phenoData);
    }

    private static RemoteIterator<LocatedFileStatus> list(FileSystem files, Path root, String folder)
            throws IOException {
        try {
            return files.listFiles(root, true);
        } catch (FileNotFoundException e) {
            throw new ArchiveException("the input folder " + folder + " is not there; check the path", e);
        }
    }

    private static ArchiveStudy study(List<Found> found) {
        Map<String, List<Found>> bySpace = new TreeMap<>();
        found.forEach(f -> bySpace.computeIfAbsent(f.name.space(), space -> new ArrayList<>())
                .add(f));
        // max keeps the last of equals; reversed order makes that the first by name, whatever the listing's order
        List<Found> space = bySpace.entrySet().stream()
                .max(Comparator.<Map.Entry<String, List<Found>>>comparingLong(e -> sequences(e.getValue()))
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow()
                .getValue();
        List<String> notes = new ArrayList<>();
        if (bySpace.size() > 1) {
            notes.add("images in " + bySpace.size() + " spaces; used the space with most sequences");
        }
        Map<String, ArchiveFile> files = new TreeMap<>();
        space.stream().sorted(Comparator.comparing(Found::file, SIMPLEST_NAME)).forEach(f -> {
            if (files.putIfAbsent(f.name.sequence(), f.file) != null) {
                notes.add("more than one file for " + f.name.sequence() + "; used the shortest name");
            }
        });
        ImageName name = found.get(0).name;
        return new ArchiveStudy(
                name.id(), name.subject(), files, notes.stream().distinct().toList());
    }

    private static long sequences(List<Found> space) {
        return space.stream()
                .map(f -> f.name.sequence())
                .filter(sequence -> !sequence.equals(SequenceNames.SEGMENTATION))
                .distinct()
                .count();
    }

    private record Found(ImageName name, ArchiveFile file) {}
}
