package io.mmdino.archive;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the last words of an image's file name: what it shows, and how it was made. What stands before them is the id.
 *
 * <p>A name that names two sequences, such as {@code P1_T1_T2}, and one that says only that it is a mask, are not understood:
 * guessing would mix images up or invent patients.
 */
final class SequenceWords {

    private static final String GAP = "[-_. ]";
    private static final String CONTRAST = "ce|gd|gad|gado|gadolinium|km|post|post[-_ ]?(?:contrast|gad|gado|gd|km)"
            + "|contrast|contrasted|enhanced|\\+c|c\\+|with[-_ ]?contrast";
    private static final String NATIVE = "pre|pre[-_ ]?(?:contrast|gad|gado|gd|km)|nativ|native|plain"
            + "|non?[-_ ]?contrast|without[-_ ]?contrast|ohne[-_ ]?km|sans[-_ ]?gado";
    private static final String T1C = "t1w?(?:[-_+ ]?(?:" + CONTRAST + ")|[_+ ]?c)|ct1w?|(?:ce|gd|gad|km)[-_ ]?t1w?";
    private static final String T1 = "t1n|t1wi?|t1(?:[-_ ]?(?:" + NATIVE + "))?";
    private static final String FLAIR = "(?:t2w?[-_. ]?)?flair|flair[-_. ]?t2w?|t2f";
    private static final String T2 = "t2wi?|t2";

    private static final String SEQUENCE =
            "(?<flair>" + FLAIR + ")|(?<t1c>" + T1C + ")|(?<t1>" + T1 + ")|(?<t2>" + T2 + ")";

    /** How an image was taken; two such images show the same space. */
    private static final String TAKEN =
            "3d|2d|ax|axial|tra|trans|sag|sagittal|cor|coronal|tse|fse|se|gre|mprage|mpr|space|cube|vista|bravo|\\d{1,2}"
                    + "|run[-_]?\\d+";
    /** Processing that leaves an image where it was. */
    static final String IN_PLACE = "brain|stripped|unstripped|ss|skull[-_ ]?strip(?:ped)?|bet|n4|bias|defaced|anon|orig"
            + "|native|raw|denoised";
    /** Processing that moves an image into another space. */
    private static final String MOVED =
            "reg|r2s|registered|coreg|coregistered|warped|mni(?:152)?|sri(?:24)?|atlas|resampled|iso"
                    + "|1mm|std|norm|normalized|normalised|preproc(?:essed)?";

    private static final String AFTER = "(?<after>(?:" + GAP + "(?:" + TAKEN + "|" + IN_PLACE + "|" + MOVED + "))*)";
    private static final String BEFORE = "(?:(?<before>.+?)" + GAP + ")??";

    private static final Pattern IMAGE = pattern(BEFORE + "(?:" + SEQUENCE + ")" + AFTER);
    private static final Pattern MASK = pattern(BEFORE + "(?:(?:" + FLAIR + "|" + T1C + "|" + T1 + "|" + T2 + ")" + GAP
            + ")?(?<mask>segm?|segs|(?:brats[-_])?tumou?r[-_]?(?:segm?|segs|segmentations?|mask|roi)"
            + "|lesions?[-_]?(?:segm?|segmentations?|mask)"
            + "|(?:automated[-_]approx|auto|automated|manual|corrected|expert|final)[-_](?:segm?|segmentations?)"
            + "|segm?[-_]mask|segmentations?|glistrboost(?:[-_]manuallycorrected)?|gtv|truth|ground[-_]?truth)"
            + AFTER);
    /** What a segmentation shows that is no tumour; the last word of what stands before it. */
    private static final Pattern ANATOMY = pattern(
            "(?:.*" + GAP + ")?(?:brain|parenchyma|tissue|wm|gm|csf|skull|head|scalp|face"
                    + "|vessels?|ventricles?|hippocampus|anatomy|anatomical|aseg|aparc|synthseg|fast|cerebellum|lobes?)");
    /** The last word of what stands before a sequence, where it names another sequence. */
    private static final Pattern TWO = pattern("(?:.*" + GAP + ")?(?:" + FLAIR + "|" + T1C + "|" + T1 + "|" + T2 + ")");

    private static final Pattern TAKEN_BEFORE =
            pattern("(?<id>.+?)" + GAP + "(?:3d|2d|ax|axial|tra|sag|sagittal|cor|coronal)");
    private static final Pattern MADE_BEFORE = pattern(
            "(?<id>.+?)" + GAP
                    + "(?<word>brain|stripped|unstripped|skull[-_ ]?strip(?:ped)?|bet|n4|reg|registered|coreg|mni(?:152)?|sri(?:24)?)");
    private static final Pattern SPACES_IN_PLACE = Pattern.compile("(?:" + IN_PLACE + ")(?:\\+(?:" + IN_PLACE + "))*");
    private static final Pattern GAPS = Pattern.compile("[-_ ]");
    private static final Pattern ENDING = pattern("\\.nii(?:\\.gz)?$");
    private static final Pattern MADE = pattern(GAP + "(?<word>" + IN_PLACE + "|" + MOVED + ")(?=" + GAP + "|$)");

    private SequenceWords() {}

    /**
     * What a name says.
     *
     * @param before what stands before the words, as the file spells it; empty where the name is only the words
     * @param sequence {@code t1}, {@code t1c}, {@code t2}, {@code flair} or {@link SequenceNames#SEGMENTATION}
     * @param space how the image was processed, joined by '+'; empty where the name does not say
     */
    record Said(String before, String sequence, String space) {}

    /** The suffixes of BIDS and of most archives, which need no patterns. */
    private static final Map<String, Said> USUAL = Map.of(
            "T1w", new Said("", "t1", ""),
            "t1", new Said("", "t1", ""),
            "t1c", new Said("", "t1c", ""),
            "T2w", new Said("", "t2", ""),
            "t2", new Said("", "t2", ""),
            "FLAIR", new Said("", "flair", ""),
            "flair", new Said("", "flair", ""),
            "seg", new Said("", SequenceNames.SEGMENTATION, ""));

    /** @param stem name without its ending; @return empty when the name says neither a sequence nor a tumour mask */
    static Optional<Said> of(String stem) {
        Said usual = USUAL.get(stem);
        return usual != null ? Optional.of(usual) : ofPatterns(stem);
    }

    private static Optional<Said> ofPatterns(String stem) {
        Matcher mask = MASK.matcher(stem);
        if (mask.matches()) {
            String before = text(mask, "before");
            boolean anatomy = ANATOMY.matcher(before).matches();
            return anatomy
                    ? Optional.empty()
                    : Optional.of(said(before, SequenceNames.SEGMENTATION, text(mask, "after")));
        }
        Matcher image = IMAGE.matcher(stem);
        if (!image.matches() || TWO.matcher(text(image, "before")).matches()) {
            return Optional.empty();
        }
        String sequence = image.group("flair") != null
                ? "flair"
                : image.group("t1c") != null ? "t1c" : image.group("t1") != null ? "t1" : "t2";
        return Optional.of(said(text(image, "before"), sequence, text(image, "after")));
    }

    /** The name of a NIfTI file without its ending. */
    static String withoutEnding(String file) {
        return ENDING.matcher(file).replaceFirst("");
    }

    /** Whether a file's name is only words, so that its folders name the study. */
    static boolean isWordsAlone(String file) {
        if (file.startsWith("sub-")) {
            return false;
        }
        String stem = withoutEnding(file);
        return (stem.equalsIgnoreCase("mask")
                || of(stem).filter(said -> said.before().isEmpty()).isPresent());
    }

    /** Whether a name says a segmentation or mask of something that is no tumour. */
    static boolean isAnatomy(String stem) {
        Matcher mask = MASK.matcher(stem);
        return mask.matches() && ANATOMY.matcher(text(mask, "before")).matches();
    }

    /** Whether all words of a space say processing that leaves an image in its own. */
    static boolean isInPlace(String space) {
        return !space.isEmpty() && SPACES_IN_PLACE.matcher(space).matches();
    }

    private static Said said(String before, String sequence, String after) {
        String id = before;
        StringBuilder made = new StringBuilder();
        for (boolean more = true; more; ) {
            Matcher taken = TAKEN_BEFORE.matcher(id);
            Matcher words = MADE_BEFORE.matcher(id);
            more = taken.matches() || words.matches();
            if (taken.matches()) {
                id = taken.group("id");
            } else if (words.matches()) {
                add(made, words.group("word"));
                id = words.group("id");
            }
        }
        Matcher words = MADE.matcher(after);
        while (words.find()) {
            add(made, words.group("word"));
        }
        return new Said(id, sequence, made.toString());
    }

    private static void add(StringBuilder made, String word) {
        made.append(made.length() == 0 ? "" : "+")
                .append(GAPS.matcher(word.toLowerCase(Locale.ROOT)).replaceAll(""));
    }

    private static String text(Matcher found, String group) {
        return found.group(group) == null ? "" : found.group(group);
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
