package io.mmdino.ingest;

import io.mmdino.shard.ShardSchema;
import io.mmdino.shard.SliceRecord;
import java.util.Locale;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The shard record as Spark rows, in the order of {@link ShardSchema#message()}. */
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
        return RowFactory.create(
                record.study(),
                record.subject(),
                record.site(),
                record.split().name().toLowerCase(Locale.ROOT),
                record.label().isPresent() ? record.label().getAsInt() : null,
                String.join(",", record.present()),
                record.axis(),
                record.slice(),
                record.training(),
                record.evaluation(),
                record.height(),
                record.width(),
                record.window(),
                record.foreground(),
                record.rowMm(),
                record.columnMm(),
                record.sliceMm(),
                record.sourceHash(),
                record.settingsHash());
    }
}
