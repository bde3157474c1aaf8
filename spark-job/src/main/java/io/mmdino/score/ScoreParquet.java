package io.mmdino.score;

import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A {@link ScoreTable} as one Parquet file; empty cells are null. */
record ScoreParquet(SparkSession spark, ScoreTable table) {

    /** The file's bytes, written by Spark into {@code folder}, which must be new. */
    byte[] bytes(String folder) throws IOException {
        spark.createDataFrame(rows(), schema())
                .coalesce(1)
                .write()
                .option("compression", "zstd")
                .parquet(folder);
        Configuration conf = spark.sparkContext().hadoopConfiguration();
        Path path = new Path(folder);
        FileSystem files = Storage.of(conf, path);
        for (FileStatus file : files.listStatus(path)) {
            if (file.getPath().getName().endsWith(".parquet")) {
                try (InputStream in = files.open(file.getPath())) {
                    return in.readAllBytes();
                }
            }
        }
        throw new ScoreException("Spark wrote no Parquet file into " + folder + "; run score again");
    }

    private StructType schema() {
        StructType schema = new StructType()
                .add("study", DataTypes.StringType, false)
                .add("status", DataTypes.StringType, false)
                .add("predicted", DataTypes.StringType, true);
        for (String column : table.probabilityColumns()) {
            schema = schema.add(column, DataTypes.DoubleType, true);
        }
        return schema.add("sequences", DataTypes.createArrayType(DataTypes.StringType, false), false)
                .add("reason", DataTypes.StringType, false)
                .add("model_hash", DataTypes.StringType, false)
                .add("settings_hash", DataTypes.StringType, false);
    }

    private List<Row> rows() {
        return table.rows().stream().map(this::row).toList();
    }

    private Row row(StudyScore score) {
        List<Object> cells = new ArrayList<>();
        cells.add(score.study());
        cells.add(score.status().name());
        cells.add(score.answer().map(StudyScore.Answer::predicted).orElse(null));
        for (int k = 0; k < table.classNames().size(); k++) {
            int index = k;
            cells.add(score.answer().map(a -> a.probabilities()[index]).orElse(null));
        }
        cells.add(score.sequences().toArray(String[]::new));
        cells.add(score.reason());
        cells.add(table.modelHash());
        cells.add(table.settingsHash());
        return RowFactory.create(cells.toArray());
    }
}
