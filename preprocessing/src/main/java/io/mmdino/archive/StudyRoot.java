package io.mmdino.archive;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The dataset that a file belongs to, derived from its location: the folder or container that would also hold other studies.
 * Files with one id but different roots are taken to be of different people.
 *
 * <p>The root leaves out the folders that BIDS puts below a dataset's root ({@code sub-}, {@code ses-}, {@code anat},
 * {@code derivatives/PIPELINE}), those named after the study, and those that only say what kind of image they hold ({@code T1},
 * {@code imagesTr}, {@code labels}; also {@code IXI-T1.tar}, which is {@code IXI} as {@code IXI-T2.tar} is).
 *
 * @param tree the pipeline below {@code derivatives}; empty for a dataset's own images
 */
record StudyRoot(String root, String tree) {

    private static final Set<String> KINDS = Set.of(
            "anat",
            "automated_segm", // UPENN-GBM
            "images",
            "images_segm",
            "images_structural",
            "images_structural_unstripped",
            "imagestr",
            "imagests",
            "labels",
            "labelstr",
            "labelsts",
            "mask",
            "masks",
            "nifti",
            "rawdata",
            "seg",
            "segmentation",
            "segmentations");

    static StudyRoot of(FoundFile found) {
        String folder = PatientScheme.normal(found.file().folder());
        Optional<StudyFolders> named =
                SequenceWords.isWordsAlone(found.file().name()) ? StudyFolders.of(folder) : Optional.empty();
        if (named.isPresent()) {
            return new StudyRoot(named.get().root(), "");
        }
        List<String> folders = Arrays.asList(folder.split("/"));
        int subject = folders.indexOf("sub-" + found.subject());
        int bids = subject < 0 ? folders.size() : subject;
        for (int between = 1; between <= 2 && subject >= between; between++) {
            if (folders.get(subject - between).equalsIgnoreCase("derivatives")) {
                String tree = String.join("/", folders.subList(subject - between, subject));
                return new StudyRoot(root(folders.subList(0, subject - between), found), tree);
            }
        }
        return new StudyRoot(root(folders.subList(0, bids), found), "");
    }

    private static String root(List<String> folders, FoundFile found) {
        String suffix = suffix(found.file().name());
        int end = folders.size();
        while (end > 0 && isBelowRoot(folders.get(end - 1), found, suffix)) {
            end--;
        }
        if (end == 0) {
            return "";
        }
        String last = folders.get(end - 1);
        String above = String.join("/", folders.subList(0, end - 1));
        return above + "/" + (last.toLowerCase(Locale.ROOT).contains(suffix) ? withoutKind(last, suffix) : last);
    }

    private static String withoutKind(String folder, String suffix) {
        return folder.replaceAll("(?i)[-_]" + Pattern.quote(suffix) + "(?=$|[-_.!])", "");
    }

    /** The last part of the name, which names the sequence, in lower case. */
    private static String suffix(String name) {
        int end = name.indexOf(".nii") < 0 ? name.length() : name.indexOf(".nii");
        String stem = name.substring(0, end).toLowerCase(Locale.ROOT);
        return stem.substring(Math.max(stem.lastIndexOf('_'), stem.lastIndexOf('-')) + 1);
    }

    private static boolean isBelowRoot(String folder, FoundFile found, String suffix) {
        String name = folder.toLowerCase(Locale.ROOT).replaceFirst("_nifti$", "");
        return KINDS.contains(name)
                || found.id().equalsIgnoreCase(found.subject() + "_" + name)
                || name.startsWith("ses-")
                || name.equalsIgnoreCase(found.id())
                || name.equalsIgnoreCase(found.subject())
                || name.equalsIgnoreCase(found.sequence())
                || name.equalsIgnoreCase(suffix);
    }
}
