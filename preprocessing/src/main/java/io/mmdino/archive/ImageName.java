package io.mmdino.archive;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an image's file name.
 *
 * @param id subject and session
 * @param subject the patient, without BIDS' session or a count of visits
 * @param space BIDS' space entity and how the image was processed, or empty: images of different spaces are not aligned
 * @param sequence a sequence of the settings or {@link SequenceNames#SEGMENTATION}
 */
public record ImageName(String id, String subject, String space, String sequence) {

    private static final Pattern IMAGE = Pattern.compile("(.+)\\.nii(\\.gz)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SESSION_FOLDER = Pattern.compile("/ses-([^/_]+)/");
    private static final Pattern LESION = Pattern.compile("(whole)?(tumou?r|lesion)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SUFFIX = Pattern.compile("(.+)[-_]([^-_]+)");
    private static final Pattern NO_AGENT =
            Pattern.compile("none|no|n|na|without|pre|native", Pattern.CASE_INSENSITIVE);
    /** UCSF-PDGM's bias-corrected images; elsewhere {@code bias} may mean the field itself. */
    private static final Pattern UCSF_BIAS = Pattern.compile("UCSF-PDGM-\\d.*", Pattern.CASE_INSENSITIVE);

    private static final Pattern BRATS_FOLDER =
            Pattern.compile("(?:.*/)?(BraTS[\\w-]*[-_]\\d{3,5}(?:-\\d{3})?)/", Pattern.CASE_INSENSITIVE);
    private static final Pattern MASK_OF_EGD = Pattern.compile("(?:.*/)?5_MASK/(?:NIFTI/)?", Pattern.CASE_INSENSITIVE);

    /** @param path with '/' between folders; folders matter where the name leaves out the session, or names no study */
    static Optional<ImageName> parse(String path, SequenceNames names) {
        String location = PatientScheme.normal(path);
        int end = location.lastIndexOf('/');
        String file = location.substring(end + 1);
        Matcher image = IMAGE.matcher(file);
        if (file.startsWith(".") || !image.matches()) {
            return Optional.empty();
        }
        String stem = image.group(1);
        return stem.startsWith("sub-")
                ? bids(location, stem, names)
                : plain(location.substring(0, end + 1), stem, names);
    }

    private static Optional<ImageName> bids(String path, String stem, SequenceNames names) {
        Map<String, String> entities = new HashMap<>();
        StringJoiner suffix = new StringJoiner("_");
        for (String part : stem.split("_")) {
            int dash = part.indexOf('-');
            if (dash > 0) {
                entities.put(part.substring(0, dash), part.substring(dash + 1));
            } else {
                suffix.add(part);
            }
        }
        String subject = entities.get("sub");
        String session = entities.containsKey("ses") ? entities.get("ses") : sessionOfFolders(path);
        String id = session.isEmpty() ? subject : subject + "_ses-" + session;
        String space = entities.getOrDefault("space", "");
        Optional<SequenceWords.Said> said = bidsSequence(suffix.toString(), entities);
        return said.filter(found -> !subject.isEmpty())
                .flatMap(found -> names.named(found.sequence(), suffix.toString()))
                .map(sequence ->
                        new ImageName(id, subject, joined(space, said.get().space()), sequence));
    }

    private static String joined(String space, String made) {
        return space.isEmpty() || made.isEmpty() ? space + made : space + "+" + made;
    }

    private static String sessionOfFolders(String path) {
        Matcher folder = SESSION_FOLDER.matcher(path);
        return folder.find() ? folder.group(1) : "";
    }

    private static Optional<SequenceWords.Said> bidsSequence(String suffix, Map<String, String> entities) {
        String lower = suffix.toLowerCase(Locale.ROOT);
        if (lower.equals("mask") || lower.equals("dseg")) {
            String label = entities.getOrDefault("label", entities.getOrDefault("desc", ""));
            return LESION.matcher(label).matches()
                    ? Optional.of(new SequenceWords.Said("", SequenceNames.SEGMENTATION, ""))
                    : Optional.empty();
        }
        if (!entities.getOrDefault("part", "mag").equals("mag")) {
            return Optional.empty(); // phase, real or imaginary part
        }
        boolean contrast = entities.containsKey("ce")
                && !NO_AGENT.matcher(entities.get("ce")).matches();
        Optional<SequenceWords.Said> said = SequenceWords.of(suffix);
        if (said.isEmpty()) {
            return Optional.of(new SequenceWords.Said("", "", "")); // perhaps a sequence of the user's own
        }
        return said.map(found ->
                found.sequence().equals("t1") && contrast ? new SequenceWords.Said("", "t1c", found.space()) : found);
    }

    private static Optional<ImageName> plain(String folder, String stem, SequenceNames names) {
        Matcher parts = SUFFIX.matcher(stem);
        Optional<String> own = parts.matches() ? names.own(parts.group(2)) : Optional.empty();
        if (own.isPresent()) {
            return Optional.of(ofPrefix(parts.group(1), "", own.get()));
        }
        Optional<SequenceWords.Said> said = SequenceWords.of(stem);
        if (said.isEmpty()
                && stem.equalsIgnoreCase("mask")
                && MASK_OF_EGD.matcher(folder).matches()) {
            said = Optional.of(new SequenceWords.Said("", SequenceNames.SEGMENTATION, ""));
        }
        if (said.isEmpty()) {
            return Optional.empty();
        }
        SequenceWords.Said found = said.get();
        return names.named(found.sequence(), "")
                .flatMap(sequence -> found.before().isEmpty()
                        ? ofFolders(folder, found, sequence)
                        : ofWords(folder, found, sequence));
    }

    private static Optional<ImageName> ofWords(String folder, SequenceWords.Said said, String sequence) {
        boolean field = said.space().contains("bias")
                && !UCSF_BIAS.matcher(said.before()).matches();
        return field ? Optional.empty() : Optional.of(ofPrefix(id(folder, said), said.space(), sequence));
    }

    /** A mask in a folder of BraTS belongs to the folder's study, whatever it is named after. */
    private static String id(String folder, SequenceWords.Said said) {
        Matcher brats = BRATS_FOLDER.matcher(folder);
        boolean mask = said.sequence().equals(SequenceNames.SEGMENTATION);
        return mask && brats.matches() ? brats.group(1) : said.before();
    }

    private static Optional<ImageName> ofFolders(String folder, SequenceWords.Said said, String sequence) {
        return StudyFolders.of(folder)
                .map(place -> new ImageName(
                        place.id(), place.patient(), place.tree().isEmpty() ? said.space() : place.tree(), sequence));
    }

    private static ImageName ofPrefix(String id, String space, String sequence) {
        return new ImageName(id, PatientScheme.known().patient(id), space, sequence);
    }
}
