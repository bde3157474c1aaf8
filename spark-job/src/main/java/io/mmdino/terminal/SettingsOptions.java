package io.mmdino.terminal;

import io.mmdino.config.DefaultSettings;
import io.mmdino.config.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of all commands that have settings: {@code --config} and {@code --set}. */
public final class SettingsOptions {

    @Option(
            names = "--config",
            paramLabel = "YAML",
            description = "Run file: settings that differ from conf/default.yaml.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, such as optim.epochs=20; wins over --config. May be given often.")
    private List<String> sets = new ArrayList<>();

    /**
     * Reads the settings over the defaults.
     *
     * @throws io.mmdino.config.SettingsException with every fault
     */
    public <T extends Record> T read(Class<T> type) {
        return read(DefaultSettings.reader(), type);
    }

    /**
     * Reads the settings over the layers of a reader.
     *
     * @throws io.mmdino.config.SettingsException with every fault
     */
    public <T extends Record> T read(SettingsReader reader, Class<T> type) {
        return reader.read(type, config, sets);
    }
}
