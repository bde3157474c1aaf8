package io.mmdino.dicom.rules;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Free text of a header in the form that rules and words are written in: lower case, without accents, full-width letters as
 * narrow ones, blanks for underscores, and words apart that capitals alone separate ({@code AxT1PostGd}).
 */
final class PlainText {

    /** Longest text that is looked at, in letters: DICOM's limit for descriptions. */
    static final int LONGEST = 64;

    /** Combining accents; those of Japanese syllables stay, because they change the word. */
    private static final Pattern ACCENTS = Pattern.compile("[\u0300-\u036F]+");

    private static final Pattern CAPITALS = Pattern.compile(
            "(?<=[\\p{Ll}\\d])(?=\\p{Lu}\\p{Ll})|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu}{2})(?=\\p{Lu}\\p{Ll})");

    private PlainText() {}

    /** Lower case with blanks for underscores; accents and words as they are. */
    static String lower(String text) {
        return cut(text).toLowerCase(Locale.ROOT).replace('_', ' ').strip();
    }

    /** The form that lists of words are matched against. */
    static String of(String text) {
        String apart = CAPITALS.matcher(cut(text)).replaceAll(" ");
        String bare = ACCENTS.matcher(Normalizer.normalize(apart, Normalizer.Form.NFKD))
                .replaceAll("");
        return Normalizer.normalize(bare, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ')
                .replace('^', ' ')
                .replace('\u0142', 'l')
                .replace('\u2212', '-')
                .replace('\u2013', '-')
                .replace('\u2019', '\'')
                .replace("\u00DF", "ss")
                .replace("\u00F8", "o")
                .replace("\u0153", "oe")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(LONGEST, text.length()));
    }
}
