package io.mmdino.ingest;

import io.mmdino.shard.ShardSchema;
import io.mmdino.shard.SliceRecord;
import io.mmdino.shard.StudyFacts;
import java.util.Locale;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Shard records as Spark rows, with columns in the order of {@link ShardSchema#message()}. */
final class SliceRows {

    private SliceRows() {}

    static StructType schema() {
        StructType schema = new StructType();
        for (Type column : ShardSchema.message().getFields()) {
            schema = schema.add(
                    column.getName(), type(column.asPrimitiveType()), column.isRepetition(Type.Repetition.OPTIONAL));
        }
        return schema;
    }

    private static DataType type(PrimitiveType column) {
        boolean text = column.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation;
        return switch (column.getPrimitiveTypeName()) {
            case BINARY -> text ? DataTypes.StringType : DataTypes.BinaryType;
            case BOOLEAN -> DataTypes.BooleanType;
            case FLOAT -> DataTypes.FloatType;
            case INT32 -> DataTypes.IntegerType;
            default -> throw new IllegalStateException("no Spark type for the column " + column);
        };
    }

    static Row row(SliceRecord record) {
        StudyFacts facts = record.facts();
        return RowFactory.create(
                facts.study(),
                facts.subject(),
                facts.site(),
                facts.split().name().toLowerCase(Locale.ROOT),
                facts.label().isPresent() ? facts.label().getAsInt() : null,
                String.join(",", record.present()),
                record.slice().axis(),
                record.slice().slice(),
                record.slice().training(),
                record.slice().evaluation(),
                record.height(),
                record.width(),
                record.window(),
                record.foreground(),
                record.spacing().rowMm(),
                record.spacing().columnMm(),
                record.spacing().sliceMm(),
                record.sourceHash(),
                record.settingsHash());
    }
}
