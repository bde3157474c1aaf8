package io.mmdino.archive;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises files that are images, or hold some, and that are not read: by their endings, and by the last words of NIfTI names. */
public final class OtherImages {

    /** Images, maps and masks of data sets that show none of the usual sequences. */
    private static final Pattern NOT_WANTED =
            pattern("(?:.*[-_. ])?(?:adc|e?dwi|dti|dki|hardi|trace|tracew|fa|md|ad|rd|l[123]|v[123]|swi"
                    + "|swan|asl|pcasl|cbf|cbv|rcbv|mtt|ttp|tmax|psr|ph|dsc|dce|pwi|perf(?:usion)?|m0|m0scan|bold|cbv|ktrans|ve|vp|pd|pdw|t2star"
                    + "|t2starw|t2\\*|t2s|t1map|t2map|r1map|r2map|r2star|mwf|mtr|mtv|unit1|mp2rage|megre|mese|qsm|chimap|epi|sbref"
                    + "|phase|phasediff|phase[12]|magnitude[12]?|fieldmap|fmap|tof|mra|angio|ct|pet|flairstar|inplanet[12]|defacemask|angle"
                    + "|dwi[-_]bval|bval|bvec|voided|healthy|unhealthy|mask[-_]healthy|mask[-_]unhealthy|eddy|noise|nosignal|probseg|dseg"
                    + "|b0|b1000|b\\d{2,4})(?:[-_](?:bias|reg|unstripped|brain|noreg|eddy|derived))*");

    private static final Pattern ANATOMY_MASK =
            pattern("(?:.*[-_. ])?(?:brain|parenchyma|skull|head|wm|gm|csf|tissue|brainmask)[-_. ]?"
                    + "(?:mask|segm?|segmentation|extracted|parenchyma[-_]segmentation)?");

    private static final Pattern OF_PROGRAM = pattern("segmentation_.*_origspace|.*_desc-brain_mask");
    private static final Pattern DERIVED_FOLDER =
            pattern(".*/(?:images_(?:dti|dsc|dsc_derived|dti_derived)|derivatives|fmap|func|dwi|perf|swi|xfm)/.*");
    private static final Pattern BIDS_IMAGE = pattern("sub-[^_]+(?:_[A-Za-z0-9]+-[^_]+)*_[A-Za-z0-9]+");
    private static final Pattern BIDS_USUAL = pattern(".*_(?:t1|t2|t1c\\w*|t1gd?\\w*|t1post|ct1|flair\\w*)");

    private static final Pattern FORMAT = pattern(
            ".+\\.(mha|mhd|nrrd|nhdr|mgz|mgh|mnc|mnc2|par|v|2dseq|head|brik(?:\\.gz)?|nii\\.(?:bz2|xz|zip|zst))");
    private static final Pattern CONTAINER = pattern(
            ".+\\.(7z|rar|tar\\.zst|tzst|tar\\.lz4?|tlz|tar\\.lzma|tar\\.z|taz|zipx|iso|cab|arj|lzh|ace|dmg|wim|sit|sitx"
                    + "|7z\\.\\d{3}|part\\d+\\.rar|zip\\.\\d{3}|z\\d\\d|tar\\.\\d{2,3}|tar\\.gz\\.\\d{2,3})");

    /** Why an .img that is no DICOM file is not read. */
    public static final String PAIR =
            "images as .img that are not DICOM, perhaps NIfTI or Analyze pairs, which are not read:"
                    + " convert them to single .nii.gz files";

    private OtherImages() {}

    /** Whether a NIfTI file's name says that it shows none of the usual sequences, or lies where such images do. */
    public static boolean isNotWanted(ArchiveFile file) {
        String name = SequenceWords.withoutEnding(PatientScheme.normal(file.name()));
        boolean bids =
                BIDS_IMAGE.matcher(name).matches() && !BIDS_USUAL.matcher(name).matches();
        boolean ofStudy = SequenceWords.of(name) // a usual sequence that the settings do not want
                .filter(said -> !said.before().isEmpty()
                        || StudyFolders.of(file.folder()).isPresent())
                .isPresent();
        return bids
                || ofStudy
                || name.startsWith(".")
                || NOT_WANTED.matcher(name).matches()
                || ANATOMY_MASK.matcher(name).matches()
                || SequenceWords.isAnatomy(name)
                || OF_PROGRAM.matcher(name).matches()
                || DERIVED_FOLDER.matcher(file.folder() + "/").matches();
    }

    /** Why an image of another format than NIfTI and DICOM is not read; empty when the ending is not that of an image. */
    public static Optional<String> format(String name) {
        Matcher format = FORMAT.matcher(name);
        return name.startsWith(".") || !format.matches()
                ? Optional.empty()
                : Optional.of("images as ." + format.group(1).toLowerCase(Locale.ROOT)
                        + ", which is not read: convert them to single .nii.gz files");
    }

    /** Whether a file is an image or a container by its ending, of a kind that is not opened. */
    public static boolean isUnread(String name) {
        return FORMAT.matcher(name).matches() || CONTAINER.matcher(name).matches();
    }

    /** Why a container is not opened; empty when the ending is not that of such a container. */
    public static Optional<String> container(String name) {
        Matcher container = CONTAINER.matcher(name);
        return name.startsWith(".") || !container.matches()
                ? Optional.empty()
                : Optional.of("a container (." + container.group(1).toLowerCase(Locale.ROOT)
                        + ") that is not opened: unpack it, or pack it again as .zip or .tar.gz");
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
