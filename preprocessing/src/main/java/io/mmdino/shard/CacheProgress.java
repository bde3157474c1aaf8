package io.mmdino.shard;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which studies of a cache are written, in a file of one JSON line each beside the records while the cache is made. A study of an
 * earlier builder counts when its records have the CRC of its line, so neither need be synced to disk.
 */
final class CacheProgress implements AutoCloseable {

    private static final String FILE = "progress.jsonl";
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final RecordFiles records;
    private final Map<String, CacheIndex.Study> finished = new ConcurrentHashMap<>();
    private final FileChannel file;

    /** A line behind the first, which is the index without studies. */
    private record Line(
            @JsonProperty("study") CacheIndex.Study study,
            @JsonProperty("first") int first,
            @JsonProperty("rows") int rows,
            @JsonProperty("crc") long crc) {}

    private CacheProgress(RecordFiles records, FileChannel file) {
        this.records = records;
        this.file = file;
    }

    /** Whether a builder of this cache has begun in the folder. */
    static boolean fits(Path folder, CacheIndex frame) throws IOException {
        List<String> lines = text(folder).lines().toList();
        return !lines.isEmpty() && lines.get(0).equals(JSON.writeValueAsString(frame));
    }

    /** Opens the file and looks which of its studies are intact; {@link #fits} or the folder is new. */
    static CacheProgress open(Path folder, CacheIndex frame, RecordFiles records) throws IOException {
        String text = text(folder);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1); // without the line that a killed builder was at
        FileChannel file = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        CacheProgress progress = new CacheProgress(records, file);
        file.truncate(whole.length()).position(whole.length());
        if (whole.isEmpty()) {
            progress.append(JSON.writeValueAsString(frame));
        }
        whole.lines().skip(1).forEach(progress::keep);
        return progress;
    }

    private void keep(String line) {
        try {
            Line study = JSON.readValue(line, Line.class);
            if (isIntact(study)) {
                finished.put(study.study().study(), study.study());
            }
        } catch (JsonProcessingException e) {
            return; // damaged, so the study is copied again
        }
    }

    private boolean isIntact(Line study) {
        try {
            return records.crc(study.first(), study.rows()) == study.crc();
        } catch (IOException | RuntimeException e) {
            return false; // copied again
        }
    }

    /** Studies that are written, by hashed id; grows as others are finished. */
    Map<String, CacheIndex.Study> finished() {
        return finished;
    }

    /** Notes a study whose records are written. */
    void finish(CacheIndex.Study study, int first, int rows) throws IOException {
        append(JSON.writeValueAsString(new Line(study, first, rows, records.crc(first, rows))));
        finished.put(study.study(), study);
    }

    private synchronized void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** One character a byte, so that positions are those of the file; whole lines are ASCII. */
    private static String text(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
    }

    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
