package io.mmdino.manifest;

import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.parquet.HashedOutput;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Writes a manifest study by study into one zstd Parquet file. */
public final class ManifestWriter implements AutoCloseable {

    private final String name;
    private final OutputStream file;
    private final HashedOutput out;
    private final ParquetWriter<Group> writer;
    private String last = "";

    /**
     * Begins a file, which must be new or abandoned.
     *
     * @param name relative to the folder
     */
    public ManifestWriter(ShardFolder folder, String name) throws IOException {
        this(folder.conf(), folder.path(name), name);
    }

    /** Begins a file, which must be new or abandoned. */
    public ManifestWriter(Configuration conf, Path file) throws IOException {
        this(conf, file, file.getName());
    }

    private ManifestWriter(Configuration conf, Path path, String name) throws IOException {
        this.name = name;
        file = Storage.of(conf, path).create(path, true);
        out = new HashedOutput(file);
        writer = ExampleParquetWriter.builder(out)
                .withConf(conf)
                .withType(ManifestSchema.MESSAGE)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build();
    }

    /** @param entry later in the order of the hashed ids than the one before */
    public void write(ManifestEntry entry) throws IOException {
        String study = entry.facts().study();
        if (study.compareTo(last) <= 0) {
            throw new IllegalArgumentException("the study " + study + " after " + last + ": wanted them in order");
        }
        last = study;
        for (Group row : ManifestSchema.rows(entry)) {
            writer.write(row);
        }
    }

    /** The file that was written; to be called once, after {@link #close()}. */
    public ShardState.FileSum sum() {
        return new ShardState.FileSum(name, out.written(), out.sha256());
    }

    @Override
    public void close() throws IOException {
        try (file) {
            writer.close();
        }
    }
}
