package io.mmdino.dicom.rules;

import io.mmdino.dicom.Acquisition;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Attributes of a series that sequence rules can test.
 *
 * @param names description, protocol and sequence name in lower case, with blanks for underscores, cut to 64 letters, which is
 *     DICOM's limit; also without accents and with words apart that capitals separate
 * @param contrast whether a contrast agent was given
 * @param contrastWhy sources of that
 * @param times TR, TE and TI in ms, in the order of {@link Time}; NaN where the file has none
 * @param codes lists of codes, in the order of {@link Codes}
 */
record SeriesFacts(
        List<String> names,
        boolean contrast,
        String contrastWhy,
        BodyEvidence body,
        List<Double> times,
        List<List<String>> codes) {

    /** Times with their keys in the rules. */
    enum Time {
        TR("tr-ms"),
        TE("te-ms"),
        TI("ti-ms");

        private final String key;

        Time(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        double of(SeriesFacts facts) {
            return facts.times.get(ordinal());
        }

        String show(SeriesFacts facts) {
            double value = of(facts);
            return Double.isNaN(value) ? "no " + name() : String.format(Locale.ROOT, "%s %.4g ms", name(), value);
        }
    }

    /** Lists of codes with their keys in the rules. */
    enum Codes {
        SCANNING("scanning"),
        VARIANT("variant"),
        ACQUISITION("acquisition"),
        IMAGE_TYPE("image-type");

        private final String key;

        Codes(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        List<String> of(SeriesFacts facts) {
            return facts.codes.get(ordinal());
        }
    }

    /** The facts of an image's acquisition parameters. */
    static SeriesFacts of(Acquisition a, ContrastEvidence agent, BodyEvidence body) {
        return new SeriesFacts(
                Stream.of(a.seriesDescription(), a.protocolName(), a.sequenceName())
                        .flatMap(name -> Stream.of(PlainText.lower(name), PlainText.of(name)))
                        .distinct()
                        .toList(),
                agent.kind() == ContrastEvidence.Kind.GIVEN,
                agent.why(),
                body,
                List.of(a.repetitionTime(), a.echoTime(), a.inversionTime()),
                List.of(
                        codes(a.scanningSequence()),
                        codes(a.sequenceVariant()),
                        codes(List.of(a.acquisitionType())),
                        codes(a.imageType())));
    }

    /** The facts if a contrast agent was given, or was not. */
    SeriesFacts withContrast(boolean given) {
        return new SeriesFacts(names, given, contrastWhy, body, times, codes);
    }

    /** TR, TE and TI as text for reasons. */
    String numbers() {
        return Time.TR.show(this) + ", " + Time.TE.show(this) + ", " + Time.TI.show(this);
    }

    private static List<String> codes(List<String> values) {
        return values.stream()
                .filter(value -> !value.isBlank())
                .map(value -> value.toUpperCase(Locale.ROOT).replace('_', ' '))
                .toList();
    }
}
