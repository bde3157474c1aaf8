package io.mmdino.ingest;

import io.mmdino.disk.Json;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Studies that one Spark job cuts: as many as the driver may hold together with their outcomes. Batches are taken from studies
 * in descending size, so the studies of a batch have similar sizes and its tasks end at about the same time.
 */
record StudyBatch(List<StudyTask> tasks) {

    /** Bytes of JSON: a DICOM study lists each of its hundreds of files. */
    private static final long MOST_BYTES = 32L << 20;

    /**
     * The next batch, empty after the last.
     *
     * @param most largest number of its studies
     */
    static Optional<StudyBatch> next(EntryReader todo, int most) throws IOException {
        List<StudyTask> tasks = new ArrayList<>();
        long bytes = 0;
        while (tasks.size() < most && bytes < MOST_BYTES) {
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
