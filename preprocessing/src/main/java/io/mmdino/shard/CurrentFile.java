package io.mmdino.shard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.disk.Sha256;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of {@code _CURRENT}. It is as short for a hundred thousand studies as for one.
 *
 * @param format kind and version, {@link #FORMAT}
 * @param studies number of accepted studies
 * @param rows number of their windows
 * @param checksum SHA-256 of this record as compact JSON with an empty checksum
 */
record CurrentFile(
        @JsonProperty("format") String format,
        @JsonProperty("run") long run,
        @JsonProperty("wave") int wave,
        @JsonProperty("complete") boolean complete,
        @JsonProperty("studies") int studies,
        @JsonProperty("windows") long rows,
        @JsonProperty("sequences") List<String> sequences,
        @JsonProperty("window_side") int windowSide,
        @JsonProperty("settings_hash") String settingsHash,
        @JsonProperty("settings") Map<String, Object> settings,
        @JsonProperty("key_check") String keyCheck,
        @JsonProperty("manifest") ShardState.FileSum manifest,
        @JsonProperty("index") ShardState.FileSum index,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("manifest_before") ShardState.FileSum manifestBefore,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("index_before") ShardState.FileSum indexBefore,
        @JsonProperty("checksum") String checksum) {

    /** The version this code reads and writes. */
    static final String FORMAT = "mm-dinov2 shards 2";

    private static final ObjectMapper JSON = new ObjectMapper();

    static CurrentFile of(ShardState state, ShardState.FileSum index) {
        ShardState.Version version = state.version();
        return new CurrentFile(
                FORMAT,
                version.run(),
                version.wave(),
                version.complete(),
                state.shards().size(),
                state.shards().stream().mapToLong(ShardState.Shard::rows).sum(),
                state.sequences(),
                state.windowSide(),
                state.settingsHash(),
                state.settings(),
                state.keyCheck(),
                state.manifest(),
                index,
                version.before().map(ShardState.Files::manifest).orElse(null),
                version.before().map(ShardState.Files::index).orElse(null),
                "");
    }

    /** The file's text. */
    byte[] text() throws IOException {
        CurrentFile read = JSON.readValue(JSON.writeValueAsBytes(this), CurrentFile.class);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(read.with(read.expected()));
    }

    /**
     * Reads the file's text.
     *
     * @throws JsonProcessingException when it is damaged
     * @throws ShardException when it is of another version
     */
    static CurrentFile read(String folder, byte[] text) throws IOException {
        JsonNode tree = JSON.readTree(text);
        String format = tree == null ? "" : tree.path("format").asText();
        if (!FORMAT.equals(format) && format.matches("mm-dinov2 shards \\d+")) {
            throw new ShardException("the shard folder " + folder + " has the format '" + format + "', wanted '"
                    + FORMAT + "'; ingest the archive again into a new folder");
        }
        CurrentFile read = JSON.readValue(text, CurrentFile.class);
        if (!read.expected().equals(read.checksum)) {
            throw new JsonMappingException(null, "the checksum does not fit");
        }
        return read;
    }

    private String expected() throws JsonProcessingException {
        return Sha256.hex(JSON.writeValueAsBytes(with("")));
    }

    private CurrentFile with(String sum) {
        return new CurrentFile(
                format,
                run,
                wave,
                complete,
                studies,
                rows,
                sequences,
                windowSide,
                settingsHash,
                settings,
                keyCheck,
                manifest,
                index,
                manifestBefore,
                indexBefore,
                sum);
    }

    ShardState.Version version() {
        return new ShardState.Version(run, wave, complete, before());
    }

    ShardState state(ShardIndex content) {
        return new ShardState(
                version(),
                new ShardState.Windows(sequences, windowSide, settingsHash, settings),
                keyCheck,
                manifest,
                content.files(),
                content.shards());
    }

    private Optional<ShardState.Files> before() {
        return indexBefore == null || manifestBefore == null
                ? Optional.empty()
                : Optional.of(new ShardState.Files(manifestBefore, indexBefore));
    }

    ShardState.Files files() {
        return new ShardState.Files(manifest, index);
    }
}
