package io.mmdino.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.config.SettingsReader;
import io.mmdino.config.UsageException;
import io.mmdino.shard.ShardState;
import io.mmdino.study.IngestSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings that a shard folder was cut with, as defaults and checks for the commands that read it. */
public record ShardSettings(ShardState state) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Windows and sequences, which a model takes from its shards unless its own settings differ. */
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

    /**
     * The wanted settings with the slice selection of the shards. Training accepts any selection, because it does not change how windows
     * look.
     *
     * @throws UsageException when {@code wanted} would have cut other windows
     */
    public IngestSettings adopt(IngestSettings wanted, String folder) {
        IngestSettings adopted = wanted.withSlices(
                number("minimum-tumour-voxels", wanted.minimumTumourVoxels()),
                number("slices-per-axis", wanted.slicesPerAxis()));
        if (!adopted.hash().equals(state.settingsHash())) {
            throw otherWindows(wanted, folder);
        }
        return adopted;
    }

    /**
     * Checks that the shards were cut with the wanted settings.
     *
     * @throws UsageException when {@code wanted} would have cut other windows, or chosen other slices
     */
    public void require(IngestSettings wanted, String folder) {
        if (!wanted.hash().equals(state.settingsHash())) {
            throw otherWindows(wanted, folder);
        }
    }

    private int number(String key, int otherwise) {
        return state.settings().get(key) instanceof Number number ? number.intValue() : otherwise;
    }

    private UsageException otherWindows(IngestSettings wanted, String folder) {
        return new UsageException("the shards " + folder + " were cut with " + state.settings() + ", wanted is "
                + wanted.shaping() + ": ingest the archive again, with these settings, into a new folder");
    }
}
