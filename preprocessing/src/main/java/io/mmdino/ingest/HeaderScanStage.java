package io.mmdino.ingest;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.disk.Json;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.survey.FileScan;
import io.mmdino.survey.Finding;
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
 * Scans files on Spark: a task opens one container, or reads the headers of up to {@value #FILES_A_TASK} DICOM files. The
 * listener gets the findings as each task ends, so the driver holds those of one task at a time.
 */
record HeaderScanStage(SparkSession spark, Configuration conf, HeaderScanRules rules) {

    private static final int FILES_A_TASK = 200;
    private static final int TASKS_A_JOB = 500;

    /** Files of one task, each with its stamp. Travels as JSON. */
    private record Batch(List<String> stamps, List<ArchiveFile> files) {

        static Batch empty() {
            return new Batch(new ArrayList<>(), new ArrayList<>());
        }

        Batch with(String stamp, ArchiveFile file) {
            stamps.add(stamp);
            files.add(file);
            return this;
        }
    }

    /** @param files stamps, and {@link ArchiveFile}s as JSON */
    void run(EntryReader files, FileScan.Listener listener) throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> hadoop =
                context.broadcast(new SerializableConfiguration(new Configuration(conf)));
        String json = Json.write(rules);
        context.setJobDescription("looking into DICOM files and containers");
        try {
            for (List<String> batches = batches(files); !batches.isEmpty(); batches = batches(files)) {
                job(context.parallelize(batches, batches.size()), hadoop, json, listener);
            }
        } finally {
            context.setJobDescription(null);
            hadoop.destroy();
        }
    }

    private static List<String> batches(EntryReader files) throws IOException {
        List<String> batches = new ArrayList<>();
        Batch headers = Batch.empty();
        while (batches.size() < TASKS_A_JOB) {
            Optional<Entry> entry = files.next();
            if (entry.isEmpty()) {
                break;
            }
            ArchiveFile file = Json.read(entry.get().text(), ArchiveFile.class);
            if (FileScan.isContainer(file)) {
                batches.add(Json.write(Batch.empty().with(entry.get().key(), file)));
                continue;
            }
            headers.with(entry.get().key(), file);
            if (headers.files().size() == FILES_A_TASK) {
                batches.add(Json.write(headers));
                headers = Batch.empty();
            }
        }
        if (!headers.files().isEmpty()) {
            batches.add(Json.write(headers));
        }
        return batches;
    }

    private void job(
            JavaRDD<String> batches,
            Broadcast<SerializableConfiguration> hadoop,
            String rules,
            FileScan.Listener listener) {
        Function1<Iterator<String>, byte[]> work = (Function1<Iterator<String>, byte[]> & Serializable)
                own -> scan(Json.read(own.next(), Batch.class), hadoop.value().value(), rules);
        Function2<Object, byte[], BoxedUnit> result = (task, bytes) -> {
            report(bytes, listener);
            return BoxedUnit.UNIT;
        };
        spark.sparkContext().runJob(batches.rdd(), work, result, ClassTag$.MODULE$.apply(byte[].class));
    }

    private static byte[] scan(Batch batch, Configuration conf, String rules) {
        FileScan scan = Json.read(rules, HeaderScanRules.class).scan(conf);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (int i = 0; i < batch.files().size(); i++) {
                for (Finding finding : scan.scan(batch.files().get(i))) {
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

    private static void report(byte[] bytes, FileScan.Listener listener) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                String stamp = in.readUTF();
                listener.found(stamp, Finding.of(in.readNBytes(in.readInt())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
