package io.mmdino.manifest;

import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;

/** Reads a manifest study by study, in the order of the hashed ids; holds two at a time. */
public final class ManifestReader implements AutoCloseable {

    private final String name;
    private final Optional<ParquetReader<Group>> rows;
    private Optional<Group> ahead = Optional.empty();
    private Optional<ManifestEntry> peeked = Optional.empty();
    private String last = "";

    private ManifestReader(String name, Optional<ParquetReader<Group>> rows) throws IOException {
        this.name = name;
        this.rows = rows;
        ahead = row();
        peeked = entry();
    }

    /** Reads what {@link ManifestWriter} wrote. */
    public static ManifestReader open(Configuration conf, Path file) throws IOException {
        return new ManifestReader(file.getName(), Optional.of(Storage.rows(conf, file)));
    }

    /**
     * Reads the manifest of a state of a shard folder, after comparing its bytes with the state.
     *
     * @throws io.mmdino.shard.ShardException when the file is missing or damaged
     */
    public static ManifestReader open(ShardFolder folder, ShardState state) throws IOException {
        folder.requireIntact(state.manifest());
        return open(folder.conf(), folder.path(state.manifest().file()));
    }

    /** A reader of no study. */
    public static ManifestReader empty() throws IOException {
        return new ManifestReader("none", Optional.empty());
    }

    /** The next study, empty after the last. */
    public Optional<ManifestEntry> next() throws IOException {
        Optional<ManifestEntry> next = peeked;
        if (next.isPresent()) {
            peeked = entry();
        }
        return next;
    }

    /**
     * The entry of a study, when there is one.
     *
     * @param study hashed id, later in order than that of the call before
     * @param between receives the entries before it that have not been read
     */
    public Optional<ManifestEntry> find(String study, Consumer<ManifestEntry> between) throws IOException {
        while (peeked.isPresent() && peeked.get().facts().study().compareTo(study) < 0) {
            between.accept(next().orElseThrow());
        }
        boolean met = peeked.isPresent() && peeked.get().facts().study().equals(study);
        return met ? next() : Optional.empty();
    }

    /** Passes all entries that have not been read to {@code rest}. */
    public void rest(Consumer<ManifestEntry> rest) throws IOException {
        for (Optional<ManifestEntry> entry = next(); entry.isPresent(); entry = next()) {
            rest.accept(entry.get());
        }
    }

    private Optional<Group> row() throws IOException {
        return rows.isPresent() ? Optional.ofNullable(rows.get().read()) : Optional.empty();
    }

    private Optional<ManifestEntry> entry() throws IOException {
        if (ahead.isEmpty()) {
            return Optional.empty();
        }
        Group first = ahead.get();
        String study = ManifestSchema.study(first);
        if (!ManifestSchema.isStudy(first) || study.compareTo(last) <= 0) {
            throw new IOException("the manifest " + name + " is damaged: its studies are not in order. Copy the folder"
                    + " again, or ingest into a new one");
        }
        last = study;
        List<ManifestEntry.Series> series = new ArrayList<>();
        for (ahead = row();
                ahead.isPresent() && ManifestSchema.study(ahead.get()).equals(study);
                ahead = row()) {
            series.add(ManifestSchema.series(ahead.get()));
        }
        return Optional.of(ManifestSchema.entry(first, series));
    }

    @Override
    public void close() throws IOException {
        if (rows.isPresent()) {
            rows.get().close();
        }
    }
}
