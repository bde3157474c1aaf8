package io.mmdino.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Earlier versions had Spark write the scores; the file must read the same. */
class ScoreParquetTest {

    private static final StructType SCHEMA = new StructType()
            .add("study", DataTypes.StringType, false)
            .add("status", DataTypes.StringType, false)
            .add("predicted", DataTypes.StringType, true)
            .add("probability_lower", DataTypes.DoubleType, true)
            .add("probability_gli_ma", DataTypes.DoubleType, true)
            .add("sequences", DataTypes.createArrayType(DataTypes.StringType, false), false)
            .add("reason", DataTypes.StringType, false)
            .add("model_hash", DataTypes.StringType, false)
            .add("settings_hash", DataTypes.StringType, false)
            .add("computation", DataTypes.StringType, false);

    private static final ScoreTable TABLE = new ScoreTable(
            List.of("lower", "Gli\u00f6ma"),
            List.of(
                    new StudyScore(
                            "abc",
                            StudyScore.Status.SCORED,
                            "",
                            List.of("t1", "flair"),
                            Optional.of(new StudyScore.Answer("Gli\u00f6ma", new double[] {0.1, 0.9}))),
                    StudyScore.refused("def", "t1: ends early"),
                    new StudyScore(
                            "ghi",
                            StudyScore.Status.SCORED,
                            "no t2",
                            List.of(),
                            Optional.of(new StudyScore.Answer("lower", new double[] {1, 0})))),
            "model",
            "settings",
            "vector kernels");

    private static final List<Row> ROWS = List.of(
            row("abc", "SCORED", "Gli\u00f6ma", 0.1, 0.9, new String[] {"t1", "flair"}, ""),
            row("def", "REFUSED", null, null, null, new String[0], "t1: ends early"),
            row("ghi", "SCORED", "lower", 1.0, 0.0, new String[0], "no t2"));

    @TempDir
    Path folder;

    @Test
    void schemaAndRowsAreThoseOfAFileBySpark() throws IOException {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
        Path file = folder.resolve("scores.parquet");
        try (OutputStream out = Files.newOutputStream(file)) {
            new ScoreParquet(TABLE).write(new Configuration(), out);
        }
        Path reference = folder.resolve("reference");
        spark.createDataFrame(ROWS, SCHEMA)
                .coalesce(1)
                .write()
                .option("compression", "zstd")
                .parquet(reference.toString());

        Dataset<Row> found = spark.read().parquet(file.toString());
        Dataset<Row> expected = spark.read().parquet(reference.toString());

        assertThat(found.schema()).isEqualTo(expected.schema());
        assertThat(found.collectAsList()).isEqualTo(expected.collectAsList());
        assertThat(types(file)).isEqualTo(types(onlyFile(reference)));
    }

    /** The columns as Parquet declares them, without the name of the message. */
    private static String types(Path file) throws IOException {
        try (var reader = org.apache.parquet.hadoop.ParquetFileReader.open(
                org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(
                        new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))) {
            return reader.getFooter().getFileMetaData().getSchema().getFields().toString();
        }
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Row row(
            String study,
            String status,
            String predicted,
            Double lower,
            Double glioma,
            String[] sequences,
            String reason) {
        Object[] cells = {
            study, status, predicted, lower, glioma, sequences, reason, "model", "settings", "vector kernels"
        };
        return RowFactory.create(Arrays.copyOf(cells, cells.length));
    }
}
