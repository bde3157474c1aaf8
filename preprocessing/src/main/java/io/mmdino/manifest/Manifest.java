package io.mmdino.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** All studies that ingest has seen, by their hashed id, accepted or not. Ids are keyed hashes; there are no paths. */
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
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(file)
                .withConf(conf)
                .withType(ManifestSchema.MESSAGE)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            for (ManifestEntry entry : entries.values()) {
                for (Group row : ManifestSchema.rows(entry)) {
                    writer.write(row);
                }
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    public static Manifest read(Configuration conf, Path file) throws IOException {
        List<Group> studies = new ArrayList<>();
        Map<String, List<ManifestSeries>> series = new HashMap<>();
        try (ParquetReader<Group> reader = ParquetReader.builder(new GroupReadSupport(), file)
                .withConf(conf)
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                List<ManifestSeries> own =
                        series.computeIfAbsent(row.getString("study", 0), study -> new ArrayList<>());
                if (ManifestSchema.isStudy(row)) {
                    studies.add(row);
                } else {
                    own.add(ManifestSchema.series(row));
                }
            }
        }
        return of(studies.stream()
                .map(row -> ManifestSchema.entry(row, series.get(row.getString("study", 0))))
                .toList());
    }
}
