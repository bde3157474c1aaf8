package io.mmdino.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.config.SettingsReader;
import io.mmdino.ingest.IngestSettings;
import io.mmdino.shard.ShardState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings that a shard folder was cut with, as settings of the commands that read it. */
record ShardSettings(ShardState state) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Windows and sequences, which a model takes from its shards unless its own settings say otherwise. */
    SettingsReader.Known known() {
        Map<String, Object> ingest = new LinkedHashMap<>(state.settings());
        ingest.remove("cutting");
        if (ingest.remove("percentiles") instanceof List<?> percentiles && percentiles.size() == 2) {
            ingest.put("low-percentile", percentiles.get(0));
            ingest.put("high-percentile", percentiles.get(1));
        }
        Map<String, Object> backbone = Map.of("sequences", state.sequences(), "embedding-rows", state.sequences());
        Map<String, Object> all = Map.of("ingest", ingest, "model", Map.of("backbone", backbone));
        try {
            return new SettingsReader.Known("the shards", JSON.writeValueAsString(all)); // JSON is YAML
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and names are always JSON", e);
        }
    }

    /** @throws UsageException when {@code wanted} would have cut other windows */
    void require(IngestSettings wanted, String folder) {
        if (!wanted.hash().equals(state.settingsHash())) {
            throw new UsageException("the shards " + folder + " were cut with " + state.settings()
                    + ", the settings ask for " + wanted.shaping()
                    + ": leave these ingest settings out, or ingest again with them into a new folder");
        }
    }
}
