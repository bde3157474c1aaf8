package io.mmdino.shard;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The index of a state, a JSON file beside the manifest: the shards with their SHA-256, and which rows of them are a study's. Rows
 * that it does not name belong to nobody any more.
 *
 * @param format kind and version, {@link #FORMAT}
 * @param files in the order of their names
 * @param studies in the order of the hashed ids
 */
record ShardIndex(
        @JsonProperty("format") String format,
        @JsonProperty("files") List<ShardState.ShardFile> files,
        @JsonProperty("studies") List<Row> studies) {

    static final String FORMAT = "mm-dinov2 shard index 1";

    /**
     * A {@link ShardState.Shard} with the number of its file.
     *
     * @param file position in {@link #files()}
     */
    record Row(
            @JsonProperty("study") String study,
            @JsonProperty("file") int file,
            @JsonProperty("group") int group,
            @JsonProperty("groups") int groups,
            @JsonProperty("rows") int rows,
            @JsonProperty("offset") long offset,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("sha256") String sha256) {}

    static ShardIndex of(ShardState state) {
        Map<String, Integer> numbers = new HashMap<>();
        state.files().forEach(file -> numbers.put(file.file(), numbers.size()));
        List<Row> rows = new ArrayList<>();
        for (ShardState.Shard shard : state.shards()) {
            rows.add(new Row(
                    shard.study(),
                    numbers.get(shard.file()),
                    shard.group(),
                    shard.groups(),
                    shard.rows(),
                    shard.offset(),
                    shard.bytes(),
                    shard.sha256()));
        }
        return new ShardIndex(FORMAT, state.files(), rows);
    }

    /** The studies' rows with the names of their files. */
    List<ShardState.Shard> shards() {
        List<ShardState.Shard> shards = new ArrayList<>();
        for (Row row : studies) {
            shards.add(new ShardState.Shard(
                    row.study,
                    files.get(row.file).file(),
                    row.group,
                    row.groups,
                    row.rows,
                    row.offset,
                    row.bytes,
                    row.sha256));
        }
        return shards;
    }

    Set<String> fileNames() {
        return files.stream().map(ShardState.ShardFile::file).collect(Collectors.toSet());
    }
}
