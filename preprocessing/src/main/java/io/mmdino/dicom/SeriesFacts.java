package io.mmdino.dicom;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Attributes of a series that sequence rules can test.
 *
 * @param names description, protocol and sequence name in lower case, with blanks for underscores, cut to 64 letters, which is
 *     DICOM's limit
 * @param contrast whether a contrast agent is given
 * @param times TR, TE and TI in ms, in the order of {@link Time}; NaN where the file has none
 * @param codes lists of codes, in the order of {@link Codes}
 */
public record SeriesFacts(List<String> names, boolean contrast, List<Double> times, List<List<String>> codes) {

    private static final int LONGEST = 64;
    private static final Set<String> NO_AGENT = Set.of("", "no", "none", "n", "n/a", "na", "without", "0");

    /** Times with their keys in the rules. */
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

    /** Lists of codes with their keys in the rules. */
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

    /** The facts of an image's acquisition parameters. */
    public static SeriesFacts of(Acquisition a) {
        return new SeriesFacts(
                List.of(plain(a.seriesDescription()), plain(a.protocolName()), plain(a.sequenceName())),
                !NO_AGENT.contains(plain(a.contrastAgent())),
                List.of(a.repetitionTime(), a.echoTime(), a.inversionTime()),
                List.of(a.scanningSequence(), a.sequenceVariant(), List.of(a.acquisitionType()), a.imageType()));
    }

    /** TR, TE and TI as text for reasons. */
    public String numbers() {
        return Time.TR.show(this) + ", " + Time.TE.show(this) + ", " + Time.TI.show(this);
    }

    private static String plain(String text) {
        String cut = text.substring(0, Math.min(LONGEST, text.length()));
        return cut.toLowerCase(Locale.ROOT).replace('_', ' ').strip();
    }
}
