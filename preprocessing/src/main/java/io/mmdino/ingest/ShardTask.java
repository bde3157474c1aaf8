package io.mmdino.ingest;

import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Json;
import io.mmdino.disk.Sha256;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardWriter;
import io.mmdino.shard.StudyRows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import scala.Tuple2;

/**
 * One shard that a task is to write. Its name holds a hash of its rows: another attempt of the task writes the same bytes under the
 * same name, and other rows never come under it. Travels as JSON.
 *
 * @param folder the shard folder
 * @param file relative to it
 * @param hashes SHA-256 of each study's rows, in their order
 */
record ShardTask(String folder, String file, List<String> hashes) {

    private static final int NAME_DIGITS = 16;

    static ShardTask of(String folder, String into, int number, List<String> hashes) {
        return new ShardTask(folder, name(into, number, hashes), hashes);
    }

    /** Name of a shard by its rows. */
    static String name(String into, int number, List<String> hashes) {
        byte[] digest = Sha256.digest().digest(String.join(" ", hashes).getBytes(StandardCharsets.UTF_8));
        String hash = HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS);
        return String.format("%s/part-%05d-%s.parquet", into, number, hash);
    }

    /**
     * Writes the shard; nobody sees it before it is whole. On a local disk and on HDFS it is renamed then; on S3 it is one object,
     * which appears when it is closed, and nothing is copied.
     *
     * @param rows outcome, as {@link CutStage.Cut}, and rows of each study
     */
    ShardWriter.Written write(Configuration conf, Iterator<Tuple2<String, byte[]>> rows) throws IOException {
        AtomicReference<ShardWriter.Written> written = new AtomicReference<>();
        AtomicFile.writeOnce( // the rows pass once; S3A repeats requests that fail, and Spark the task
                conf,
                new ShardFolder(conf, folder).path(file),
                (OutputStream out) -> written.set(write(rows, out)),
                AtomicFile.Access.SHARED);
        return written.get();
    }

    private ShardWriter.Written write(Iterator<Tuple2<String, byte[]>> rows, OutputStream out) throws IOException {
        ShardWriter writer = new ShardWriter(file, out);
        for (int number = 0; rows.hasNext(); number++) {
            Tuple2<String, byte[]> study = rows.next();
            CutStage.Cut cut = Json.read(study._1(), CutStage.Cut.class);
            if (!cut.sha256().equals(hashes.get(number))) {
                throw new IllegalStateException("the study " + cut.outcome().study()
                        + " was cut again after an executor was lost, and came out otherwise: has the archive changed?"
                        + " Run ingest again");
            }
            writer.append(cut.outcome().study(), new StudyRows(study._2(), cut.sha256()));
        }
        return writer.finish();
    }
}
