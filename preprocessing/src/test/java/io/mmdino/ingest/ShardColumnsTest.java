package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.disk.Progress;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardReader;
import io.mmdino.shard.ShardSchema;
import io.mmdino.shard.ShardState;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers in other languages rely on. */
class ShardColumnsTest {

    @TempDir
    Path temp;

    @Test
    void aShardIsZstdParquetWithTheDocumentedColumns() throws IOException {
        new SmallCohort(temp.resolve("archive")).full("001");
        String output = temp.resolve("shards").toString();
        Ingestion.run(
                LocalSpark.session(),
                IngestRequest.of(
                        temp.resolve("archive").toString(), output, IdKey.publicDefault(), SmallCohort.settings()),
                Progress.silent());
        Configuration conf = new Configuration();
        ShardReader reader = ShardReader.open(conf, output);
        ShardState.Shard shard = reader.state().shards().get(0);
        try (ParquetFileReader file =
                ParquetFileReader.open(HadoopInputFile.fromPath(reader.folder().path(shard.file()), conf))) {
            assertThat(file.getFileMetaData().getSchema().getFields())
                    .extracting(Type::toString)
                    .containsExactlyElementsOf(ShardSchema.message().getFields().stream()
                            .map(Type::toString)
                            .toList());
            assertThat(file.getFileMetaData().getSchema().toString())
                    .contains("required binary study (STRING)", "optional int32 label", "required binary window;");
            assertThat(file.getFooter().getBlocks()).allSatisfy(block -> assertThat(block.getColumns())
                    .allMatch(column -> column.getCodec() == CompressionCodecName.ZSTD));
            assertThat(file.getRecordCount()).isEqualTo(shard.rows());
            assertThat(file.getRowGroups()).hasSize(shard.groups());
        }
    }
}
