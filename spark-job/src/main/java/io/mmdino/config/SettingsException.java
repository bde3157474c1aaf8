package io.mmdino.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. The message lists every fault, one a line. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<SettingsFault> faults;

    public SettingsException(List<SettingsFault> faults) {
        super(faults.stream().map(SettingsFault::text).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** In the order of the settings, at least one. */
    public List<SettingsFault> faults() {
        return faults;
    }
}
