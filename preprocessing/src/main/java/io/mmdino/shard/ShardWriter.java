package io.mmdino.shard;

import io.mmdino.shard.parquet.FileSpan;
import io.mmdino.shard.parquet.HashedOutput;
import io.mmdino.shard.parquet.ShardFooter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Writes the studies of one shard, one after the other: the row groups are copied, nothing is compressed again. A study's bytes are
 * the same wherever they lie.
 */
public final class ShardWriter {

    /** Bytes of a value that are kept for the index of a column's pages; there is none, as files are joined from parts. */
    private static final int TRUNCATED = 64;

    private final String file;
    private final HashedOutput out;
    private final ParquetFileWriter writer;
    private final List<ShardState.Shard> studies = new ArrayList<>();
    private int groups;
    private long end;

    /** @param file name relative to the shard folder */
    public ShardWriter(String file, OutputStream to) throws IOException {
        this.file = file;
        out = new HashedOutput(to);
        writer = new ParquetFileWriter(
                out,
                ShardSchema.message(),
                ParquetFileWriter.Mode.CREATE,
                Long.MAX_VALUE,
                0,
                TRUNCATED,
                TRUNCATED,
                true);
        writer.start();
        out.partSha256(); // the file's first bytes are nobody's rows
        end = out.written();
    }

    /** Appends the windows of a study. */
    public void append(String study, StudyRows rows) throws IOException {
        FileSpan source = FileSpan.whole(rows.parquet());
        try (ParquetFileReader reader = rows.open();
                SeekableInputStream in = source.newStream()) {
            append(study, in, reader.getRowGroups());
        }
    }

    /** Appends row groups of another shard as they are. */
    void append(String study, SeekableInputStream in, List<BlockMetaData> blocks) throws IOException {
        writer.appendRowGroups(in, blocks, false);
        long rows = blocks.stream().mapToLong(BlockMetaData::getRowCount).sum();
        studies.add(new ShardState.Shard(
                study, file, groups, blocks.size(), (int) rows, end, out.written() - end, out.partSha256()));
        groups += blocks.size();
        end = out.written();
    }

    /** A written shard: the file, and where the rows of its studies are. */
    public record Written(ShardState.ShardFile file, List<ShardState.Shard> studies) {}

    /** Writes the footer. The stream stays open. */
    public Written finish() throws IOException {
        ByteArrayOutputStream parquets = out.hold();
        writer.end(Map.of());
        out.release(ShardFooter.sorted(parquets.toByteArray()));
        int footer = Math.toIntExact(out.written() - end);
        String footerHash = out.partSha256();
        return new Written(
                new ShardState.ShardFile(file, out.written(), out.sha256(), footer, footerHash), List.copyOf(studies));
    }
}
