package io.mmdino.shard;

import io.mmdino.disk.Sha256;
import io.mmdino.shard.parquet.FileSpan;
import io.mmdino.shard.parquet.HashedOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The windows of one study as a small Parquet file in memory, whose row groups are later copied into a shard as they are. Equal
 * windows give equal bytes.
 *
 * @param parquet zstd Parquet with page checksums
 * @param sha256 SHA-256 of its row groups, 64 hex digits: the same wherever they are copied to
 */
public record StudyRows(byte[] parquet, String sha256) {

    /** Uncompressed bytes of a row group: small, because readers hold one in memory. */
    private static final long GROUP_BYTES = 16L << 20;

    /** @param records windows of one study, at least one */
    public static StudyRows of(List<SliceRecord> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new HashedOutput(bytes))
                .withConf(new Configuration(false))
                .withType(ShardSchema.message())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(GROUP_BYTES)
                .withMinRowCountForPageSizeCheck(1)
                .withPageWriteChecksumEnabled(true)
                .withDictionaryEncoding(ShardSchema.WINDOW, false) // no two windows are alike
                .build()) {
            for (SliceRecord record : records) {
                writer.write(ShardSchema.group(record));
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every byte", e);
        }
        return new StudyRows(bytes.toByteArray());
    }

    private StudyRows(byte[] parquet) {
        this(parquet, sha256(parquet));
    }

    private static String sha256(byte[] parquet) {
        try (ParquetFileReader reader = open(parquet)) {
            List<BlockMetaData> groups = reader.getRowGroups();
            long first = groups.get(0).getStartingPos();
            long bytes =
                    groups.stream().mapToLong(BlockMetaData::getCompressedSize).sum();
            MessageDigest digest = Sha256.digest();
            digest.update(parquet, (int) first, (int) bytes);
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new IllegalStateException("memory gives every byte", e);
        }
    }

    ParquetFileReader open() throws IOException {
        return open(parquet);
    }

    private static ParquetFileReader open(byte[] parquet) throws IOException {
        return new ParquetFileReader(
                FileSpan.whole(parquet), ParquetReadOptions.builder().build());
    }
}
