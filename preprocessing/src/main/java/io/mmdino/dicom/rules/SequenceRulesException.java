package io.mmdino.dicom.rules;

import java.util.List;

/** Rules that are not valid. The message lists all faults: key, value and what was wanted. */
public final class SequenceRulesException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    SequenceRulesException(String origin, List<String> faults) {
        super(faults.size() + (faults.size() == 1 ? " fault in " : " faults in ") + origin + ":\n  "
                + String.join("\n  ", faults));
    }
}
