package io.mmdino.dicom.rules;

import java.io.Serializable;

/**
 * Decision of the rules on a series.
 *
 * @param sequence sequence of the series, such as t1c; empty unless the kind is {@link Kind#SEQUENCE}
 * @param reason the rules that hold and the values they tested, without text of the file
 */
public record SequenceVerdict(Kind kind, String sequence, String reason) implements Serializable {

    /** Kinds of verdicts. */
    public enum Kind {
        SEQUENCE,
        /** Excluded by a rule, such as a localizer. */
        EXCLUDED,
        /** The rules on names and on values give different sequences. */
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
