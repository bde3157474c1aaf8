package io.mmdino.ingest;

import io.mmdino.archive.table.Csv;
import io.mmdino.disk.AtomicFile;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillLog;
import io.mmdino.spill.SpillSorter;
import io.mmdino.storage.Storage;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The table of hashed and original ids: {@code OUTPUT.crosswalk.csv}. It lies beside the shard folder, so that copying the
 * folder does not copy it, and only its owner may read it. Sorted on disk, so it may be longer than memory.
 */
record Crosswalk(Configuration conf, Path file) {

    private static final String HEADER = "study,study_id,subject,subject_id";

    /** Prefixes that sort a line of this run after one of earlier runs; the last line of a study is kept. */
    private static final String OLD = "0";

    private static final String NEW = "1";

    static Crosswalk beside(Configuration conf, String output) {
        return new Crosswalk(conf, new Path(output + ".crosswalk.csv"));
    }

    static String line(String study, String studyId, String subject, String subjectId) {
        return String.join(",", study, cell(studyId), subject, cell(subjectId));
    }

    /** Writes the given studies, and unless {@code alone} also those of earlier runs. */
    void write(SpillLog studies, boolean alone, SpillFolder spill) throws IOException {
        SpillSorter lines = spill.sorter();
        if (!alone) {
            old(lines);
        }
        try (EntryReader found = studies.read()) {
            for (Optional<Entry> entry = found.next(); entry.isPresent(); entry = found.next()) {
                lines.add(Entry.of(
                        entry.get().key(),
                        NEW + IngestPlan.FoundStudy.of(entry.get()).crosswalk()));
            }
        }
        AtomicFile.write(conf, file, (OutputStream out) -> write(lines, out), AtomicFile.Access.OWNER_ONLY);
    }

    private static void write(SpillSorter lines, OutputStream raw) throws IOException {
        OutputStream out = new BufferedOutputStream(raw);
        out.write((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
        try (EntryReader sorted = lines.read()) {
            Optional<Entry> last = sorted.next();
            while (last.isPresent()) {
                Optional<Entry> next = sorted.next();
                if (next.isEmpty() || !next.get().key().equals(last.get().key())) {
                    out.write((last.get().text().substring(1) + "\n").getBytes(StandardCharsets.UTF_8));
                }
                last = next;
            }
        }
        out.flush();
    }

    /** Adds the lines of the existing file, each by its first cell, the hashed study id. */
    private void old(SpillSorter lines) throws IOException {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Storage.of(conf, file).open(file), StandardCharsets.UTF_8))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.indexOf(',') > 0) {
                    lines.add(Entry.of(line.substring(0, line.indexOf(',')), OLD + line));
                }
            }
        } catch (FileNotFoundException e) {
            return; // the first run
        }
    }

    /** Control characters become blanks, so that a row stays one line. */
    private static String cell(String id) {
        return Csv.write(id.replaceAll("\\p{Cntrl}", " "), Csv.Quoting.UNLESS_PLAIN);
    }
}
