package io.mmdino.ingest;

import io.mmdino.archive.ArchiveStudy;
import io.mmdino.shard.AtomicFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The one file that tells hashed from original ids: {@code OUTPUT.crosswalk.csv}, beside the shard folder so that copying the
 * folder does not copy it, readable by its owner alone.
 */
record Crosswalk(Configuration conf, Path file) {

    private static final String HEADER = "study,study_id,subject,subject_id";

    static Crosswalk beside(Configuration conf, String output) {
        return new Crosswalk(conf, new Path(output + ".crosswalk.csv"));
    }

    /** Writes the studies given, and keeps those of earlier runs unless {@code alone}. */
    void write(IdKey key, List<ArchiveStudy> studies, boolean alone) throws IOException {
        Map<String, String> lines = alone ? new TreeMap<>() : read();
        for (ArchiveStudy study : studies) {
            String hash = key.study(study.id());
            lines.put(
                    hash,
                    String.join(",", hash, quoted(study.id()), key.subject(study.subject()), quoted(study.subject())));
        }
        String text = lines.values().stream().collect(Collectors.joining("\n", HEADER + "\n", "\n"));
        AtomicFile.write(conf, file, text.getBytes(StandardCharsets.UTF_8), AtomicFile.Access.OWNER_ONLY);
    }

    /** Whole lines by their first cell, a hash. */
    private Map<String, String> read() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (InputStream in = file.getFileSystem(conf).open(file)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .filter(line -> line.indexOf(',') > 0)
                    .forEach(line -> lines.put(line.substring(0, line.indexOf(',')), line));
        } catch (FileNotFoundException e) {
            return lines;
        }
        return lines;
    }

    private static String quoted(String id) {
        String line = id.replaceAll("\\p{Cntrl}", " "); // a line stays a line
        return line.matches("[\\w .-]*") ? line : '"' + line.replace("\"", "\"\"") + '"';
    }
}
