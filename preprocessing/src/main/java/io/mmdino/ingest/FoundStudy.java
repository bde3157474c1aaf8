package io.mmdino.ingest;

import io.mmdino.spill.Entry;

/**
 * A study that the archive holds.
 *
 * @param study hashed id
 * @param worked whether this run reads or refuses it; else it is as it was
 * @param crosswalk its line of the crosswalk, empty when only its hash is known
 */
record FoundStudy(String study, boolean worked, String crosswalk) {

    private static final String WORKED = "+";
    private static final String UNCHANGED = "=";

    Entry entry() {
        return Entry.of(study, (worked ? WORKED : UNCHANGED) + crosswalk);
    }

    static FoundStudy of(Entry entry) {
        String text = entry.text();
        return new FoundStudy(entry.key(), text.startsWith(WORKED), text.substring(1));
    }
}
