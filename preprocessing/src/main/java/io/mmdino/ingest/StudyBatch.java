package io.mmdino.ingest;

import io.mmdino.disk.Json;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Studies that one Spark job works on: as many as the driver may hold, outcomes too. Waves come largest study first, so studies
 * of one wave are of like size and none keeps the others waiting at its end.
 */
record StudyBatch(List<StudyTask> tasks) {

    /** Some seconds of work for a large cluster, and some megabytes on the driver. */
    private static final int MOST_STUDIES = 4_000;

    /** A DICOM study names each of its hundreds of files. */
    private static final long MOST_BYTES = 32L << 20;

    /** The next wave, empty after the last. */
    static Optional<StudyBatch> next(EntryReader todo) throws IOException {
        List<StudyTask> tasks = new ArrayList<>();
        long bytes = 0;
        while (tasks.size() < MOST_STUDIES && bytes < MOST_BYTES) {
            Optional<Entry> entry = todo.next();
            if (entry.isEmpty()) {
                break;
            }
            bytes += entry.get().body().length;
            tasks.add(Json.read(entry.get().text(), StudyTask.class));
        }
        return tasks.isEmpty() ? Optional.empty() : Optional.of(new StudyBatch(tasks));
    }
}
