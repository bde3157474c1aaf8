package io.mmdino.manifest;

import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** All studies that ingest has found, accepted or refused, by their hashed ids. Holds neither ids in clear nor paths. */
public final class Manifest {

    private final SortedMap<String, ManifestEntry> entries;

    private Manifest(SortedMap<String, ManifestEntry> entries) {
        this.entries = entries;
    }

    public static Manifest of(Collection<ManifestEntry> entries) {
        SortedMap<String, ManifestEntry> byStudy = new TreeMap<>();
        entries.forEach(entry -> byStudy.put(entry.facts().study(), entry));
        return new Manifest(byStudy);
    }

    public static Manifest empty() {
        return of(List.of());
    }

    /** Sorted by study. */
    public List<ManifestEntry> entries() {
        return List.copyOf(entries.values());
    }

    public Optional<ManifestEntry> find(String study) {
        return Optional.ofNullable(entries.get(study));
    }

    /** Writes one zstd Parquet file; the name must be new. */
    public void write(Configuration conf, Path file) throws IOException {
        try (ManifestWriter writer = new ManifestWriter(conf, file)) {
            for (ManifestEntry entry : entries.values()) {
                writer.write(entry);
            }
        }
    }

    /**
     * Reads the whole manifest of a state of a shard folder, after comparing its bytes with the state.
     *
     * @throws io.mmdino.shard.ShardException when the file is missing or damaged
     */
    public static Manifest read(ShardFolder folder, ShardState state) throws IOException {
        return read(ManifestReader.open(folder, state));
    }

    /** Reads a whole manifest; {@link ManifestReader} reads one of any length. */
    public static Manifest read(Configuration conf, Path file) throws IOException {
        return read(ManifestReader.open(conf, file));
    }

    private static Manifest read(ManifestReader opened) throws IOException {
        List<ManifestEntry> entries = new ArrayList<>();
        try (ManifestReader reader = opened) {
            reader.rest(entries::add);
        }
        return of(entries);
    }
}
