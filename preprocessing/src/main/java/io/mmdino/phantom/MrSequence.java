package io.mmdino.phantom;

import java.util.Locale;

/** The four sequences of a study. */
enum MrSequence {
    T1,
    T1C,
    T2,
    FLAIR;

    static final int COUNT = values().length;

    /** The suffix in file names. */
    String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }
}
