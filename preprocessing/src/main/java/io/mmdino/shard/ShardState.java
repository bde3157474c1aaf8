package io.mmdino.shard;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A state of a shard folder: what {@code _CURRENT} and the index that it names say. A run of ingest writes new files and then
 * replaces {@code _CURRENT} after each of its waves, so a reader sees the folder before a wave or after it.
 *
 * @param version which state it is, and whether the run that wrote it has read all studies
 * @param windows what the windows are
 * @param keyCheck equal in two folders whose hashed ids come from one key; does not reveal the key
 * @param manifest the manifest's file
 * @param files the shards that hold rows of a study, in the order of their names
 * @param shards the rows of each accepted study, in the order of the hashed ids
 */
public record ShardState(
        Version version,
        Windows windows,
        String keyCheck,
        FileSum manifest,
        List<ShardFile> files,
        List<Shard> shards) {

    public ShardState {
        files = List.copyOf(files);
        shards = List.copyOf(shards);
    }

    /**
     * Which state of a folder it is.
     *
     * @param run number of the run that wrote the state, from 1: the number of runs that were completed, this one included
     * @param wave number of the states that the run has published, this one included
     * @param complete false while the run has not read all studies of the archive
     * @param before files of the last completed state before this run, which may still be read; empty in a first run
     */
    public record Version(long run, int wave, boolean complete, Optional<Files> before) {}

    /**
     * A file of a shard folder with what its bytes have to be.
     *
     * @param file relative to the shard folder
     * @param bytes its length
     * @param sha256 SHA-256 of its content, 64 hex digits
     */
    public record FileSum(
            @JsonProperty("file") String file,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("sha256") String sha256) {}

    /**
     * A Parquet file with the windows of one or more studies. Its bytes are Parquet's mark of
     * four bytes, the studies' rows, and the footer.
     *
     * @param file relative to the shard folder
     * @param bytes its length
     * @param sha256 SHA-256 of its content, 64 hex digits
     * @param footerBytes length of its end, from behind the last study's rows
     * @param footerSha256 SHA-256 of that end
     */
    public record ShardFile(
            @JsonProperty("file") String file,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("footer_bytes") int footerBytes,
            @JsonProperty("footer_sha256") String footerSha256) {}

    /** The two files that lead to all others of a state. */
    public record Files(FileSum manifest, FileSum index) {}

    /**
     * What the windows are.
     *
     * @param sequences names in the order of every window's first axis, M of them
     * @param side W, pixels
     * @param settingsHash hash of the settings that shape a window
     * @param settings those settings, by name, for people to read
     */
    public record Windows(List<String> sequences, int side, String settingsHash, Map<String, Object> settings) {

        public Windows {
            sequences = List.copyOf(sequences);
        }
    }

    /** Number of the run that wrote the state. */
    public long run() {
        return version.run();
    }

    /** False while the run that wrote the state has not read all studies of the archive. */
    public boolean complete() {
        return version.complete();
    }

    public List<String> sequences() {
        return windows.sequences();
    }

    public int windowSide() {
        return windows.side();
    }

    public String settingsHash() {
        return windows.settingsHash();
    }

    public Map<String, Object> settings() {
        return windows.settings();
    }

    /** A copy with other studies. */
    ShardState holding(List<Shard> others) {
        return new ShardState(version, windows, keyCheck, manifest, files, others);
    }

    /**
     * The windows of one study: rows that follow one another in a shard.
     *
     * @param study keyed hash of the study id
     * @param file relative to the shard folder
     * @param group its first row group in the file
     * @param groups number of its row groups
     * @param rows windows in them
     * @param offset position of its first byte in the file
     * @param bytes their length
     * @param sha256 SHA-256 of these bytes, 64 hex digits
     */
    public record Shard(
            String study, String file, int group, int groups, int rows, long offset, long bytes, String sha256) {

        /** Position behind the last byte. */
        public long end() {
            return offset + bytes;
        }
    }
}
