package io.mmdino.shard.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * The end of a Parquet file: metadata, their length (4 bytes, little-endian), and the mark {@value #MARK}. Parquet lists the
 * encodings of a column in an order that differs between processes; here they are sorted, so that equal rows give equal files.
 */
public final class ShardFooter {

    /** The first four and the last four bytes of every Parquet file. */
    public static final String MARK = "PAR1";

    private static final int TAIL = Integer.BYTES + MARK.length();

    private ShardFooter() {}

    /** The footer with sorted encodings. */
    public static byte[] sorted(byte[] footer) throws IOException {
        FileMetaData meta = Util.readFileMetaData(new ByteArrayInputStream(footer, 0, footer.length - TAIL));
        for (RowGroup group : meta.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                sort(chunk.getMeta_data());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writeFileMetaData(meta, out);
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.write(length.putInt(out.size()).array());
        out.write(MARK.getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    private static void sort(ColumnMetaData column) {
        column.getEncodings().sort(Comparator.naturalOrder());
        if (column.isSetEncoding_stats()) {
            column.getEncoding_stats()
                    .sort(Comparator.comparing(PageEncodingStats::getPage_type)
                            .thenComparing(PageEncodingStats::getEncoding));
        }
    }
}
