package io.mmdino.inference;

import io.mmdino.config.Settings;
import io.mmdino.config.SettingsReader;
import io.mmdino.job.ShardOrder;
import java.util.List;
import java.util.Optional;

/**
 * What all tasks of a stage of inference need. Travels as JSON text in their closure.
 *
 * @param settings of the model, as {@link ModelWeights} has them
 * @param folders the shard folders that {@link PieceOrder#folder} counts
 * @param together number of studies that are encoded together
 */
record StageOrder(String settings, List<ShardOrder> folders, int together) {

    Settings parsedSettings() {
        return new SettingsReader(settings).read(Settings.class, Optional.empty(), List.of());
    }
}
