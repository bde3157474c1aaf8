package io.mmdino.shard;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The current state of a shard folder: the content of its {@code _CURRENT} file. A run of ingest writes new files and then
 * replaces this file, so a reader sees the folder either before the run or after it.
 *
 * @param format kind and version, {@link #FORMAT}
 * @param run number of the run that wrote the state, from 1
 * @param sequences names in the order of every window's first axis, M of them
 * @param windowSide W, pixels
 * @param settingsHash hash of the settings that shape a window
 * @param settings those settings, by name, for people to read
 * @param keyCheck equal in two folders whose hashed ids come from one key; does not reveal the key
 * @param manifest the manifest's file
 * @param shards one file per accepted study, sorted by study
 */
public record ShardState(
        @JsonProperty("format") String format,
        @JsonProperty("run") long run,
        @JsonProperty("sequences") List<String> sequences,
        @JsonProperty("window_side") int windowSide,
        @JsonProperty("settings_hash") String settingsHash,
        @JsonProperty("settings") Map<String, Object> settings,
        @JsonProperty("key_check") String keyCheck,
        @JsonProperty("manifest") String manifest,
        @JsonProperty("shards") List<Shard> shards) {

    /** The version this code reads and writes. */
    public static final String FORMAT = "mm-dinov2 shards 1";

    @JsonCreator
    public ShardState {
        sequences = List.copyOf(sequences);
        shards = List.copyOf(shards);
    }

    /** A copy with other shards. */
    ShardState holding(List<Shard> others) {
        return new ShardState(format, run, sequences, windowSide, settingsHash, settings, keyCheck, manifest, others);
    }

    /**
     * The windows of one study.
     *
     * @param study keyed hash of the study id
     * @param file relative to the shard folder
     * @param rows windows in it
     * @param bytes its length
     */
    public record Shard(
            @JsonProperty("study") String study,
            @JsonProperty("file") String file,
            @JsonProperty("rows") int rows,
            @JsonProperty("bytes") long bytes) {}
}
