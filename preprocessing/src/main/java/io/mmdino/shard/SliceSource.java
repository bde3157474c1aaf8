package io.mmdino.shard;

import java.util.List;

/**
 * Random access to the slice windows of a cohort. Implementations are safe for use by many threads.
 */
public interface SliceSource extends AutoCloseable {

    /** Names of the sequences in the order of every window's first axis, M of them. */
    List<String> sequences();

    /** Side of every window in pixels, W. */
    int windowSide();

    /** All studies, ordered by their hashed id, so the order does not depend on files or hosts. */
    List<StudyEntry> studies();

    /** Reads one window. Throws UncheckedIOException when the storage fails. */
    Window read(int record);

    /** Identifies the settings the windows were cut with; models trained on one are not fed the other. */
    String settingsHash();

    @Override
    void close();
}
