package io.mmdino.ingest;

import io.mmdino.archive.SeriesSource;
import io.mmdino.disk.Json;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.survey.FileScan;
import io.mmdino.survey.Finding;
import io.mmdino.survey.HeaderScanBatch;
import io.mmdino.survey.HeaderScanRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Looks into files on Spark: a task opens one container, or reads the headers of some hundred DICOM files. Findings are handed on
 * as each task ends, so the driver holds those of one task at a time.
 */
record HeaderScanStage(SparkSession spark, Configuration conf, HeaderScanRules recipe) {

    private static final int FILES_A_TASK = 200;
    private static final int TASKS_A_JOB = 500;

    /** Hears of every finding on the driver. */
    @FunctionalInterface
    interface Heard {
        void finding(String stamp, Finding finding) throws IOException;
    }

    /** @param files stamps and {@link SeriesSource.Place}s as JSON */
    void run(EntryReader files, Heard heard) throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> sent =
                context.broadcast(new SerializableConfiguration(new Configuration(conf)));
        Broadcast<byte[]> told = context.broadcast(recipe.toBytes());
        context.setJobDescription("looking into DICOM files and containers");
        try {
            for (List<String> batches = batches(files); !batches.isEmpty(); batches = batches(files)) {
                job(context.parallelize(batches, batches.size()), sent, told, heard);
            }
        } finally {
            context.setJobDescription(null);
            sent.destroy();
            told.destroy();
        }
    }

    private static List<String> batches(EntryReader files) throws IOException {
        List<String> batches = new ArrayList<>();
        HeaderScanBatch plain = HeaderScanBatch.empty();
        while (batches.size() < TASKS_A_JOB) {
            Optional<Entry> entry = files.next();
            if (entry.isEmpty()) {
                break;
            }
            SeriesSource.Place file = Json.read(entry.get().text(), SeriesSource.Place.class);
            if (FileScan.isContainer(file.file())) {
                batches.add(Json.write(new HeaderScanBatch(List.of(entry.get().key()), List.of(file))));
                continue;
            }
            plain.add(entry.get(), file);
            if (plain.files().size() == FILES_A_TASK) {
                batches.add(Json.write(plain));
                plain = HeaderScanBatch.empty();
            }
        }
        if (!plain.files().isEmpty()) {
            batches.add(Json.write(plain));
        }
        return batches;
    }

    private void job(
            JavaRDD<String> batches, Broadcast<SerializableConfiguration> sent, Broadcast<byte[]> told, Heard heard) {
        Function1<Iterator<String>, byte[]> work = (Function1<Iterator<String>, byte[]> & Serializable) own ->
                look(Json.read(own.next(), HeaderScanBatch.class), sent.value().value(), told.value());
        Function2<Object, byte[], BoxedUnit> result = (task, bytes) -> {
            hear(bytes, heard);
            return BoxedUnit.UNIT;
        };
        spark.sparkContext().runJob(batches.rdd(), work, result, ClassTag$.MODULE$.apply(byte[].class));
    }

    private static byte[] look(HeaderScanBatch batch, Configuration conf, byte[] recipe) {
        FileScan look = HeaderScanRules.of(recipe).look(conf);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (int i = 0; i < batch.files().size(); i++) {
                for (Finding finding : look.look(batch.files().get(i).file())) {
                    byte[] body = finding.toBytes();
                    out.writeUTF(batch.stamps().get(i));
                    out.writeInt(body.length);
                    out.write(body);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always there to write to", e);
        }
        return bytes.toByteArray();
    }

    private static void hear(byte[] bytes, Heard heard) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                String stamp = in.readUTF();
                heard.finding(stamp, Finding.of(in.readNBytes(in.readInt())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
