package io.mmdino.score;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/** A {@link ScoreTable} as one zstd Parquet file; empty cells are null. */
record ScoreParquet(ScoreTable table) {

    /** Writes the file to {@code out}, which is flushed and stays open. */
    void write(Configuration conf, OutputStream out) throws IOException {
        MessageType schema = schema();
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new StreamFile(out))
                .withConf(conf)
                .withType(schema)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            for (StudyScore score : table.rows()) {
                writer.write(row(schema, score));
            }
        }
    }

    private MessageType schema() {
        Types.MessageTypeBuilder message = Types.buildMessage();
        text(message, "study", "status");
        message.optional(BINARY).as(stringType()).named("predicted");
        table.probabilityColumns().forEach(column -> message.optional(DOUBLE).named(column));
        message.requiredList().requiredElement(BINARY).as(stringType()).named("sequences");
        text(message, "reason", "model_hash", "settings_hash", "computation");
        return message.named("scores");
    }

    private static void text(Types.MessageTypeBuilder message, String... names) {
        for (String name : names) {
            message.required(BINARY).as(stringType()).named(name);
        }
    }

    private Group row(MessageType schema, StudyScore score) {
        Group row = new SimpleGroup(schema)
                .append("study", score.study())
                .append("status", score.status().name());
        score.answer().ifPresent(answer -> {
            row.append("predicted", answer.predicted());
            List<String> columns = table.probabilityColumns();
            for (int k = 0; k < columns.size(); k++) {
                row.append(columns.get(k), answer.probabilities()[k]);
            }
        });
        Group sequences = row.addGroup("sequences");
        score.sequences().forEach(name -> sequences.addGroup("list").append("element", name));
        return row.append("reason", score.reason())
                .append("model_hash", table.modelHash())
                .append("settings_hash", table.settingsHash())
                .append("computation", table.computation());
    }

    /** A stream as Parquet's output. */
    private record StreamFile(OutputStream out) implements OutputFile {

        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new CountingOutput(out);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    /** Counts bytes, because a Parquet footer holds offsets. Closing flushes the stream beneath and leaves it open. */
    private static final class CountingOutput extends PositionOutputStream {

        private final OutputStream out;
        private long count;

        CountingOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return count;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            count += length;
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
