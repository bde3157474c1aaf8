package io.mmdino.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. The message lists every fault, one a line. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * One thing wrong with the settings.
     *
     * @param key dotted key, such as {@code optim.learning-rate}; empty when the fault is not of one key
     * @param text key, value, wanted values, and the file or option that the value comes from
     */
    public record Fault(String key, String text) {}

    private final transient List<Fault> faults;

    public SettingsException(List<Fault> faults) {
        super(faults.stream().map(Fault::text).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** In the order of the settings, at least one. */
    public List<Fault> faults() {
        return faults;
    }
}
