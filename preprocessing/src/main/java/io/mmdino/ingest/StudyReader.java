package io.mmdino.ingest;

import io.mmdino.manifest.ManifestSeries;
import io.mmdino.manifest.Status;
import io.mmdino.shard.StateHash;
import io.mmdino.volume.NiftiException;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiReader;
import io.mmdino.volume.Orientation;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads and hashes the files of a study in one pass each. A broken file never throws: it becomes a series with its reason, and
 * the others are still read, so that one row tells all that is wrong.
 */
public record StudyReader(Configuration conf, NiftiLimits limits) {

    private static final int BUFFER = 1 << 16;

    /** @param paths Hadoop path by sequence (and {@code seg}) */
    public StudyImages read(Map<String, String> paths) {
        Map<String, Volume> volumes = new TreeMap<>();
        List<ManifestSeries> series = new ArrayList<>();
        new TreeMap<>(paths).forEach((sequence, path) -> series.add(readOne(sequence, new Path(path), volumes)));
        return new StudyImages(volumes, series);
    }

    private ManifestSeries readOne(String sequence, Path path, Map<String, Volume> volumes) {
        Counted counted = new Counted(0, "");
        String fault = "";
        try (InputStream file = path.getFileSystem(conf).open(path);
                DigestInputStream in = new DigestInputStream(file, StateHash.sha256())) {
            Counter counter = new Counter(in);
            try {
                volumes.put(
                        sequence,
                        Orientation.toCanonical(
                                NiftiReader.read(counter, limits).volume()));
            } catch (NiftiException | RuntimeException e) {
                fault = Faults.reason(e);
            }
            counter.drain();
            String hash = HexFormat.of().formatHex(in.getMessageDigest().digest());
            counted = new Counted(counter.count, hash);
        } catch (IOException e) { // the storage's fault, not the file's: without a hash the next run tries again
            fault = Faults.reason(e);
            volumes.remove(sequence);
        }
        Status status = fault.isEmpty() ? Status.ACCEPTED : Status.REFUSED;
        return new ManifestSeries(sequence, counted.hash, counted.bytes, status, fault);
    }

    private record Counted(long bytes, String hash) {}

    /** Counts what passes. */
    private static final class Counter extends java.io.FilterInputStream {

        private long count;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public boolean markSupported() {
            return false; // going back would count and hash bytes twice
        }

        @Override
        public long skip(long bytes) throws IOException {
            return readNBytes((int) Math.min(BUFFER, Math.max(0, bytes))).length;
        }

        void drain() throws IOException {
            byte[] buffer = new byte[BUFFER];
            int read = read(buffer, 0, BUFFER);
            while (read >= 0) {
                read = read(buffer, 0, BUFFER);
            }
        }
    }
}
