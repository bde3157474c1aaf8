package io.mmdino.archive;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the study of an image whose own name says only what it shows ({@code Patient-001/week-000-1/CT1.nii.gz}) from the folders
 * around it: the nearest that tells more than a kind of image is the study, and where it counts visits, the one above is the
 * patient.
 *
 * @param id patient and visit
 * @param patient without the visit
 * @param root the folder above the patient's, in which other patients may lie
 * @param tree folders of a tool's results between study and image, in lower case; empty for the study's own images
 */
record StudyFolders(String id, String patient, String root, String tree) {

    /** Folders below a study that say what kind of image they hold, and those of XNAT. */
    private static final Pattern KIND = pattern(
            "anat|images?|nifti|nii|dicom|scans|resources|files|mri|mr|rawdata|masks?|segmentations?|segs?|labels?"
                    + "|(?:\\d+[-_])?(?:t1|t1gd|t1c|t1ce|t1n|t1w|ct1|t2|t2w|t2f|flair|t2[-_]?flair|mask|seg)");
    /** Folders of programs' results, as LUMIERE has them. */
    private static final Pattern RESULTS = pattern(
            "(?:hd-glio|deepbratumia|nnunet|.*-auto).*|.*-segmentation|registered|native|atlas|skull[-_]?strip(?:ped)?|segmentation"
                    + "|preprocessed|processed|derivatives");
    /** Steps of one program, whose results lie on one grid. */
    private static final Pattern STEP = pattern("skull[-_]?strip(?:ped)?|segmentation");

    private static final Pattern VISIT = pattern(
            "(?:week|wk|visit|session|ses|time[-_ ]?point|tp|follow[-_ ]?up|fu)[-_ ]?\\d[\\w-]*"
                    + "|ses-\\w+|baseline|pre[-_]?op(?:erative)?|post[-_]?op(?:erative)?|(?:19|20)\\d\\d[-_.]?[01]\\d[-_.]?[0-3]\\d");
    private static final Pattern WEAK_VISIT = pattern("(?:scan|exam|study|day|month|v|t)?[-_ ]?\\d{1,4}");
    /** Above a folder that may be a patient's number as well as a visit's. */
    private static final Pattern PATIENT =
            pattern("(?:patient|patientid|subject|sub|pat|case|rhuh|mr_egd|egd)[-_ ]?\\d+");
    /** Templates and atlases are nobody's images. */
    private static final Set<String> NOBODY =
            Set.of("templates", "template", "atlases", "standard", "mni152", "priors");

    private static final Pattern CONTAINER =
            pattern("(.+?)(?:\\.zip|\\.tar|\\.tgz|\\.tbz2?|\\.txz|\\.tar\\.(?:gz|xz|bz2))!");

    /** @param folder location of the folder that holds the image; @return empty when no folder names a study */
    static Optional<StudyFolders> of(String folder) {
        List<String> parts = Arrays.asList(folder.split("/"));
        int first = first(parts);
        if (parts.stream().anyMatch(part -> NOBODY.contains(part.toLowerCase(Locale.ROOT)))) {
            return Optional.empty();
        }
        int study = outside(parts, parts.size() - 1, first, true);
        if (study < first || plain(parts.get(study)).isEmpty()) {
            return Optional.empty();
        }
        String name = plain(parts.get(study));
        int above = outside(parts, study - 1, first, false);
        String person = above < first ? "" : plain(parts.get(above));
        boolean visit = !person.isEmpty() && isVisit(name, person);
        String patient = PatientScheme.known().patient(visit ? person : name);
        String root = String.join("/", parts.subList(0, visit ? above : study));
        String id = visit && !name.startsWith(person) ? person + "_" + name : name;
        return Optional.of(new StudyFolders(id, patient, root, tree(parts.subList(study + 1, parts.size()))));
    }

    /** Index of the first folder after scheme and host. */
    private static int first(List<String> parts) {
        boolean scheme = parts.get(0).endsWith(":");
        return !scheme ? 0 : parts.size() > 1 && parts.get(1).isEmpty() ? 3 : 1;
    }

    private static int outside(List<String> parts, int from, int first, boolean results) {
        int at = from;
        while (at >= first
                && (isKind(parts.get(at))
                        || results && RESULTS.matcher(parts.get(at)).matches())) {
            at--;
        }
        return at;
    }

    private static String tree(List<String> inside) {
        return inside.stream()
                .filter(part -> !isKind(part) && !STEP.matcher(part).matches())
                .map(part -> part.toLowerCase(Locale.ROOT) + "/")
                .collect(Collectors.joining());
    }

    private static boolean isVisit(String study, String above) {
        return VISIT.matcher(study).matches()
                || WEAK_VISIT.matcher(study).matches() && PATIENT.matcher(above).matches()
                || study.startsWith(above + "_")
                || study.startsWith(above + "-");
    }

    private static boolean isKind(String folder) {
        return KIND.matcher(folder).matches();
    }

    private static String plain(String folder) {
        Matcher container = CONTAINER.matcher(folder);
        String name = container.matches() ? container.group(1) : folder;
        return name.replaceFirst("(?i)_nifti$", "").replaceFirst("^sub-(?=.)", "");
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
