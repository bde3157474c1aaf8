package io.mmdino.dicom.rules;

import java.io.Serializable;

/**
 * Decision of the rules on a series.
 *
 * @param sequence sequence of the series, such as t1c; empty unless the kind is {@link Kind#SEQUENCE}
 * @param reason the rules that hold and the values they tested, without text of the file
 * @param contrast whether anything speaks of a contrast agent
 */
public record SequenceVerdict(Kind kind, String sequence, String reason, boolean contrast) implements Serializable {

    /** A verdict on a series without contrast agent. */
    public SequenceVerdict(Kind kind, String sequence, String reason) {
        this(kind, sequence, reason, false);
    }

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

    SequenceVerdict withContrast(boolean given) {
        return new SequenceVerdict(kind, sequence, reason, given);
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
