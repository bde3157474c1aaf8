package io.mmdino.ingest;

import io.mmdino.privacy.IdKey;
import io.mmdino.shard.Split;
import io.mmdino.spill.Entry;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillSorter;
import io.mmdino.spill.TextGroups;
import java.io.IOException;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Patients whose ids differ only by upper and lower case, by the form of their characters, blanks, hyphens or leading zeros, or by
 * a date: perhaps one person, whose studies may then lie in training and in test. Sorted on disk, because archives are long.
 */
final class SimilarPatients {

    private static final Pattern DATE =
            Pattern.compile("(?<!\\d)(?:(?:19|20)\\d\\d([-._/]?)(?:0[1-9]|1[0-2])\\1(?:0[1-9]|[12]\\d|3[01])"
                    + "|(?:0[1-9]|[12]\\d|3[01])([-._/])(?:0[1-9]|1[0-2])\\2(?:19|20)\\d\\d)(?!\\d)");

    private static final Pattern MARKS = Pattern.compile("\\p{M}");
    private static final Pattern SEPARATORS = Pattern.compile("[-_.\\s]+");
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<!\\d)0+(?=\\d)");
    private static final Pattern ENDS = Pattern.compile("^-|-$");
    private static final String BIDS_PREFIX = "sub-";

    private final IdKey key;
    private final SpillSorter sorted;

    SimilarPatients(IdKey key, SpillFolder spill) {
        this.key = key;
        sorted = spill.sorter();
    }

    void add(String subject, Split split) throws IOException {
        sorted.add(Entry.of(key.subject("alike " + likeness(subject)), split.name() + ' ' + key.subject(subject)));
    }

    /** An id without what writers of one id spell differently; the id itself where nothing else is left of it. */
    static String likeness(String id) {
        String plain =
                without(MARKS, Normalizer.normalize(id, Normalizer.Form.NFKD)).toLowerCase(Locale.ROOT);
        String dateless = without(DATE, plain);
        String number = dateless.startsWith(BIDS_PREFIX) ? dateless.substring(BIDS_PREFIX.length()) : dateless;
        String joined = SEPARATORS.matcher(number).replaceAll("-");
        String alike = without(ENDS, without(LEADING_ZEROS, joined));
        return alike.isEmpty() ? plain : alike;
    }

    private static String without(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll("");
    }

    /** What is found among ids that are alike. */
    private static final class Counts {

        private long groups;
        private long patients;
        private long torn;

        /** @param texts split and hashed patient, with a blank between */
        private void group(Set<String> texts) {
            Set<String> subjects =
                    texts.stream().map(text -> text.split(" ")[1]).collect(Collectors.toSet());
            Set<String> splits = texts.stream().map(text -> text.split(" ")[0]).collect(Collectors.toSet());
            if (subjects.size() > 1) {
                groups++;
                patients += subjects.size();
                torn += splits.size() > 1 ? 1 : 0;
            }
        }
    }

    /** A warning, free of ids; none where no two ids are alike. */
    List<String> notes() throws IOException {
        Counts counts = new Counts();
        TextGroups.visit(sorted, counts::group);
        return counts.groups == 0
                ? List.of()
                : List.of("WARNING: " + counts.patients
                        + " patients have ids that differ from another's only by case, form, zeros or a"
                        + " date (" + counts.groups + " groups, " + counts.torn
                        + " of them in several splits). If they are the same people, name"
                        + " the part of an id that is the patient by --patient-pattern, or give --splits.");
    }
}
