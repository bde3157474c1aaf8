package io.mmdino.dicom;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What rules look at.
 *
 * @param names description, protocol and sequence name in lower case, blanks for underscores, 64 letters of each: DICOM
 *     allows no more
 * @param contrast whether a contrast agent is given
 * @param times TR, TE, TI, ms, by {@link Time}'s order; NaN where the file has none
 * @param codes by {@link Codes}' order
 */
public record SeriesFacts(List<String> names, boolean contrast, List<Double> times, List<List<String>> codes) {

    private static final int LONGEST = 64;
    private static final Set<String> NO_AGENT = Set.of("", "no", "none", "n", "n/a", "na", "without", "0");

    /** Key of each time in the rules, and how reasons call it. */
    public enum Time {
        TR("tr-ms"),
        TE("te-ms"),
        TI("ti-ms");

        private final String key;

        Time(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }

        public double of(SeriesFacts facts) {
            return facts.times.get(ordinal());
        }

        public String show(SeriesFacts facts) {
            double value = of(facts);
            return Double.isNaN(value) ? "no " + name() : String.format(Locale.ROOT, "%s %.4g ms", name(), value);
        }
    }

    /** Keys of lists of codes in the rules. */
    public enum Codes {
        SCANNING("scanning"),
        VARIANT("variant"),
        ACQUISITION("acquisition"),
        IMAGE_TYPE("image-type");

        private final String key;

        Codes(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }

        public List<String> of(SeriesFacts facts) {
            return facts.codes.get(ordinal());
        }
    }

    public static SeriesFacts of(Acquisition a) {
        return new SeriesFacts(
                List.of(plain(a.seriesDescription()), plain(a.protocolName()), plain(a.sequenceName())),
                !NO_AGENT.contains(plain(a.contrastAgent())),
                List.of(a.repetitionTime(), a.echoTime(), a.inversionTime()),
                List.of(a.scanningSequence(), a.sequenceVariant(), List.of(a.acquisitionType()), a.imageType()));
    }

    /** TR, TE and TI for reasons. */
    public String numbers() {
        return Time.TR.show(this) + ", " + Time.TE.show(this) + ", " + Time.TI.show(this);
    }

    private static String plain(String text) {
        String cut = text.substring(0, Math.min(LONGEST, text.length()));
        return cut.toLowerCase(Locale.ROOT).replace('_', ' ').strip();
    }
}
