package io.mmdino.archive;

import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Tells the patient of a study's id: by the scheme of a public data set, by a word that counts visits, or by a pattern of the
 * user's own. All studies of a patient belong to one split.
 *
 * <p>Ids are compared in Unicode's form NFC, because one name typed on two systems may differ in its bytes alone.
 *
 * @param own finds the patient in an id: its first group, or all that it matches; empty to go by the known schemes alone
 */
public record PatientScheme(Optional<Pattern> own) {

    /** The patient is the first group; the rest tells visits, samples or time points apart. Sources: the data sets' sites. */
    private static final List<Pattern> SCHEMES = List.of(
            scheme("(.+?)_ses-.*"), // BIDS
            scheme("(BraTS-[A-Z-]+-\\d{4,5})[-_]\\d{1,3}"), // BraTS 2023 and later
            scheme("(brats1[5-9]_.+)_\\d{1,2}"), // BraTS 2017 to 2019: Brats18_TCIA02_377_1
            scheme("(brats_\\w+?_pat\\d+)_\\d{1,4}"), // BraTS 2015
            scheme("(UPENN-GBM-\\d{5})[-_]\\d{2}"),
            scheme("(TCGA-[A-Z0-9]{2}-[A-Z0-9]{4})[-_. ].*"),
            scheme("(UCSF-PDGM-\\d{3,4})(?:_FU\\w+)?(?:_nifti)?"),
            scheme("(?:MR_)?(EGD-\\d{4})(?:[-_].*)?"),
            scheme("(900-00-\\d{4}|HF\\d{4})[-_. ].*"), // REMBRANDT
            scheme("(UCSD-PTGBM-\\d{4})[-_]\\d{1,2}"),
            scheme("(RHUH-\\d{4})[-_]\\d{1,2}"),
            scheme("(C3[LN]-\\d{5})[-_. ].*"), // CPTAC-GBM
            scheme(
                    "(.+?)[-_. ](?:(?:visit|time[-_ ]?point|session|ses|week|follow[-_ ]?up|fu|tp)[-_ ]?\\d+(?:[-_]\\d+)?"
                            + "|baseline|pre[-_]?op(?:erative)?|post[-_]?op(?:erative)?)"));

    private static final Pattern UCSF = Pattern.compile("UCSF-PDGM-(\\d{3})", Pattern.CASE_INSENSITIVE);

    private static final Pattern INVISIBLE = Pattern.compile("[\\u200B-\\u200F\\u2060\\uFEFF]");

    private static final int LONGEST_PATTERN = 1000;

    /** The known schemes alone. */
    public static PatientScheme known() {
        return new PatientScheme(Optional.empty());
    }

    /** @throws IllegalArgumentException when the text is no regular expression; the message says where */
    public static PatientScheme of(String pattern) {
        if (pattern.isBlank() || pattern.length() > LONGEST_PATTERN) {
            throw new IllegalArgumentException("the pattern of patients has " + pattern.length()
                    + " characters, wanted a regular expression of 1 to " + LONGEST_PATTERN);
        }
        try {
            return new PatientScheme(Optional.of(Pattern.compile(pattern)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the pattern of patients is no regular expression: " + e.getDescription()
                    + " near character " + e.getIndex() + "; wanted one such as (.+)_v\\d+");
        }
    }

    /** The patient of an id that names a patient or one of his studies. */
    public String patient(String id) {
        String text = normal(id);
        return ownPatient(text).orElseGet(() -> byScheme(text));
    }

    /** Whether the user's own pattern finds a patient in the id; true where there is no such pattern. */
    public boolean fits(String id) {
        return own.isEmpty() || ownPatient(normal(id)).isPresent();
    }

    private Optional<String> ownPatient(String id) {
        return own.map(pattern -> pattern.matcher(id))
                .filter(Matcher::find)
                .map(found -> found.groupCount() > 0 && found.group(1) != null ? found.group(1) : found.group())
                .filter(patient -> !patient.isEmpty());
    }

    private static String byScheme(String id) {
        for (Pattern scheme : SCHEMES) {
            Matcher found = scheme.matcher(id);
            if (found.matches()) {
                return canonical(found.group(1));
            }
        }
        return canonical(id);
    }

    /** UCSF-PDGM counts patients with four digits in the names of images and with three in its table. */
    private static String canonical(String patient) {
        Matcher ucsf = UCSF.matcher(patient);
        return ucsf.matches() ? "UCSF-PDGM-0" + ucsf.group(1) : patient;
    }

    /** An id in Unicode's form NFC, without blanks around it and without invisible marks. */
    public static String normal(String id) {
        if (isAscii(id)) {
            return id.strip(); // most names, millions of which are read
        }
        String composed =
                Normalizer.isNormalized(id, Normalizer.Form.NFC) ? id : Normalizer.normalize(id, Normalizer.Form.NFC);
        return INVISIBLE.matcher(composed).replaceAll("").strip();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static Pattern scheme(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
