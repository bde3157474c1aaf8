package io.mmdino.dicom.rules;

import java.io.Serializable;

/**
 * What the rules say of a series.
 *
 * @param sequence its sequence, such as t1c; empty unless the kind is {@link Kind#SEQUENCE}
 * @param reason the rules that spoke and the numbers they looked at; no text of the file
 */
public record SequenceVerdict(Kind kind, String sequence, String reason) implements Serializable {

    /** Kinds of verdicts. */
    public enum Kind {
        SEQUENCE,
        /** Of no use here by a rule, such as a localizer. */
        EXCLUDED,
        /** Name and values speak for different sequences. */
        AMBIGUOUS,
        /** No rule holds. */
        NONE
    }

    static SequenceVerdict of(String sequence, String reason) {
        return new SequenceVerdict(Kind.SEQUENCE, sequence, reason);
    }

    static SequenceVerdict excluded(String reason) {
        return new SequenceVerdict(Kind.EXCLUDED, "", reason);
    }

    static SequenceVerdict ambiguous(String reason) {
        return new SequenceVerdict(Kind.AMBIGUOUS, "", reason);
    }

    static SequenceVerdict none(String reason) {
        return new SequenceVerdict(Kind.NONE, "", reason);
    }
}
