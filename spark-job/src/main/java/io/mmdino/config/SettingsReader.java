package io.mmdino.config;

import io.mmdino.config.SettingsException.Fault;
import io.mmdino.settings.AbsentMeans;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads settings from four layers: defaults, settings known from elsewhere, a run file, and {@code --set section.key=value}.
 * For each key the last layer that has it wins.
 *
 * <p>Unknown keys, wrong types and values that a record refuses are faults; all of them are reported together.
 *
 * @param defaults YAML that gives every key a value
 * @param known settings that the command finds by itself
 * @param stored whether {@code defaults} were stored by a version that may have had fewer settings; {@link AbsentMeans} then gives
 *     what is not there
 */
public record SettingsReader(String defaults, List<Known> known, boolean stored) {

    private static final String DEFAULTS = "default.yaml";
    private static final String RUN = "settings.yaml of the run";

    public SettingsReader {
        known = List.copyOf(known);
    }

    public SettingsReader(String defaults) {
        this(defaults, List.of(), false);
    }

    /** Reads the settings that a run of this or an earlier version stored. */
    public static SettingsReader ofRun(String yaml) {
        return new SettingsReader(yaml, List.of(), true);
    }

    /**
     * Settings that no user gave, such as those that shards were cut with.
     *
     * @param origin name of the source in messages
     */
    public record Known(String origin, String yaml) {}

    /** This reader with one more layer of known settings. */
    public SettingsReader knowing(Known more) {
        List<Known> all = new ArrayList<>(known);
        all.add(more);
        return new SettingsReader(defaults, all, stored);
    }

    /**
     * @param type record whose components are the sections
     * @param runFile YAML with the keys that differ from the defaults
     * @param sets {@code section.key=value} words; values are YAML, so {@code [1, 2]} is a list
     * @throws SettingsException with every fault
     */
    public <T extends Record> T read(Class<T> type, Optional<Path> runFile, List<String> sets) {
        List<Fault> faults = new ArrayList<>();
        LayerParser parser = new LayerParser(faults);
        Layer base = parser.text(defaults, origin());
        Optional<T> basis = bindDefaults(type, base, faults);
        List<Layer> changes = new ArrayList<>();
        known.forEach(layer -> changes.add(parser.text(layer.yaml(), layer.origin())));
        runFile.map(parser::file).ifPresent(changes::add);
        changes.add(parser.assignments(sets));
        List<Layer> all = new ArrayList<>(List.of(base));
        all.addAll(changes);
        RecordBinder binder = new RecordBinder(stored);
        Optional<T> settings = binder.bind(type, Layer.merge(all), "", basis);
        binder.faults().forEach(fault -> faults.add(withOrigin(fault, changes)));
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
        return settings.orElseThrow();
    }

    /** The defaults alone must be valid; their faults are thrown before any layer above them is bound. */
    private <T extends Record> Optional<T> bindDefaults(Class<T> type, Layer base, List<Fault> faults) {
        RecordBinder binder = new RecordBinder(stored);
        Optional<T> bound = binder.bind(type, base.tree(), "", Optional.empty());
        List<Fault> own = binder.faults().stream()
                .map(fault -> new Fault(fault.key(), fault.text() + " (in " + origin() + ")"))
                .toList();
        if (!own.isEmpty() || !faults.isEmpty()) {
            faults.addAll(own);
            throw new SettingsException(faults);
        }
        return bound;
    }

    private String origin() {
        return stored ? RUN : DEFAULTS;
    }

    private static Fault withOrigin(Fault fault, List<Layer> changes) {
        Optional<String> origin = Optional.empty();
        for (Layer layer : changes) {
            if (!fault.key().isEmpty() && layer.sets(fault.key())) {
                origin = Optional.of(layer.origin());
            }
        }
        return origin.map(from -> new Fault(fault.key(), fault.text() + " (from " + from + ")"))
                .orElse(fault);
    }
}
