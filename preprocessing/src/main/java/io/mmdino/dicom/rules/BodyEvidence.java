package io.mmdino.dicom.rules;

import io.mmdino.dicom.Acquisition;
import java.util.List;
import java.util.Locale;

/**
 * Which part of the body an image shows. The series' description comes before BodyPartExamined and the anatomic region, which
 * often hold a scanner's default, these before the protocol and the study's description.
 *
 * @param why source of the decision by name or tag, without text of the file; safe for a manifest
 */
public record BodyEvidence(Part part, String why) {

    /** Parts of the body. */
    public enum Part {
        /** The head, alone or with what is beside it. */
        HEAD,
        OTHER,
        /** The description says head, an attribute says another part. */
        UNCLEAR,
        NOT_KNOWN;

        /** The key's value in rules. */
        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Words of parts, from the section {@code body} of the rules.
     *
     * @param head words of the head
     * @param other words of other parts; a text that also names the head is of the head
     */
    record BodyWords(WordList head, WordList other) {

        static final List<String> KEYS = List.of("head", "other");

        Part of(String text) {
            String plain = PlainText.of(text);
            return head.in(plain) ? Part.HEAD : other.in(plain) ? Part.OTHER : Part.NOT_KNOWN;
        }
    }

    static BodyEvidence of(Acquisition image, BodyWords words) {
        Part described = words.of(image.seriesDescription());
        Part examined = words.of(String.join(" / ", image.bodyParts()));
        if (described == Part.OTHER) {
            return new BodyEvidence(described, "another part of the body by description");
        }
        if (examined == Part.OTHER) {
            Part named = described == Part.NOT_KNOWN ? words.of(image.protocolName()) : described;
            return named == Part.HEAD
                    ? new BodyEvidence(Part.UNCLEAR, "head by name, another part of the body by (0018,0015)")
                    : new BodyEvidence(Part.OTHER, "another part of the body by (0018,0015)");
        }
        if (described == Part.HEAD || examined == Part.HEAD) {
            return new BodyEvidence(Part.HEAD, "head");
        }
        Part protocol = words.of(image.protocolName());
        Part study = words.of(image.studyDescription());
        Part last = protocol == Part.NOT_KNOWN ? study : protocol;
        String where = protocol == Part.NOT_KNOWN ? "study's description" : "protocol";
        return new BodyEvidence(last, last == Part.OTHER ? "another part of the body by " + where : "head by " + where);
    }
}
