package io.mmdino.archive;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an image's file name.
 *
 * @param id subject and session
 * @param space BIDS' space entity, or empty: images of different spaces are not aligned
 * @param sequence a sequence of the settings or {@link SequenceNames#SEGMENTATION}
 */
public record ImageName(String id, String subject, String space, String sequence) {

    private static final Pattern IMAGE = Pattern.compile("(.+)\\.nii(\\.gz)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SESSION_FOLDER = Pattern.compile("/ses-([^/_]+)/");
    private static final Pattern TUMOUR_MASK =
            Pattern.compile("(.+?)[-_](?:tumou?r[-_]seg(?:mentation)?|segm?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern LESION = Pattern.compile("(whole)?(tumou?r|lesion)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SUFFIX = Pattern.compile("(.+)[-_]([^-_]+)");
    /** BraTS-GLI-00001-000 and UPENN-GBM-00001_11: the last number counts the visits of one patient. */
    private static final Pattern VISIT =
            Pattern.compile("(BraTS-.*-\\d{5}|UPENN-GBM-\\d{5})[-_]\\d{2,3}", Pattern.CASE_INSENSITIVE);

    /** @param path with '/' between folders; the folders matter only for a BIDS session that the name leaves out */
    static Optional<ImageName> parse(String path, SequenceNames names) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        Matcher image = IMAGE.matcher(file);
        if (file.startsWith(".") || !image.matches()) {
            return Optional.empty();
        }
        String stem = image.group(1);
        return stem.startsWith("sub-") ? bids(path, stem, names) : plain(stem, names);
    }

    private static Optional<ImageName> bids(String path, String stem, SequenceNames names) {
        String[] parts = stem.split("_");
        Map<String, String> entities = new HashMap<>();
        for (String part : parts) {
            int dash = part.indexOf('-');
            if (dash > 0) {
                entities.put(part.substring(0, dash), part.substring(dash + 1));
            }
        }
        String subject = entities.get("sub");
        String session = entities.getOrDefault("ses", sessionOfFolders(path));
        String id = session.isEmpty() ? subject : subject + "_ses-" + session;
        return bidsSequence(parts[parts.length - 1].toLowerCase(Locale.ROOT), entities, names)
                .filter(sequence -> !subject.isEmpty())
                .map(sequence -> new ImageName(id, subject, entities.getOrDefault("space", ""), sequence));
    }

    private static String sessionOfFolders(String path) {
        Matcher folder = SESSION_FOLDER.matcher(path);
        return folder.find() ? folder.group(1) : "";
    }

    private static Optional<String> bidsSequence(String suffix, Map<String, String> entities, SequenceNames names) {
        if (suffix.equals("seg") || suffix.equals("segm")) {
            return Optional.of(SequenceNames.SEGMENTATION);
        }
        if (suffix.equals("mask") || suffix.equals("dseg")) {
            String label = entities.getOrDefault("label", entities.getOrDefault("desc", ""));
            return LESION.matcher(label).matches() ? Optional.of(SequenceNames.SEGMENTATION) : Optional.empty();
        }
        if (!entities.getOrDefault("part", "mag").equals("mag")) {
            return Optional.empty(); // phase, real or imaginary part
        }
        boolean contrast = entities.containsKey("ce") && suffix.matches("t1w?");
        return names.ofSuffix(contrast ? "t1c" : suffix);
    }

    private static Optional<ImageName> plain(String stem, SequenceNames names) {
        Matcher mask = TUMOUR_MASK.matcher(stem);
        if (mask.matches()) {
            return Optional.of(ofPrefix(mask.group(1), SequenceNames.SEGMENTATION));
        }
        Matcher parts = SUFFIX.matcher(stem);
        return parts.matches()
                ? names.ofSuffix(parts.group(2)).map(sequence -> ofPrefix(parts.group(1), sequence))
                : Optional.empty();
    }

    private static ImageName ofPrefix(String id, String sequence) {
        return new ImageName(id, subjectOf(id), "", sequence);
    }

    /** The patient of a study id: without BIDS' session or the count of visits. */
    public static String subjectOf(String id) {
        int session = id.indexOf("_ses-");
        Matcher visit = VISIT.matcher(id);
        return session > 0 ? id.substring(0, session) : visit.matches() ? visit.group(1) : id;
    }
}
