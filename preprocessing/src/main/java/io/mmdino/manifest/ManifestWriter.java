package io.mmdino.manifest;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Writes a manifest study by study into one zstd Parquet file. */
public final class ManifestWriter implements AutoCloseable {

    private final ParquetWriter<Group> writer;
    private String last = "";

    /** @param file must be new */
    public ManifestWriter(Configuration conf, Path file) throws IOException {
        writer = ExampleParquetWriter.builder(file)
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

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
