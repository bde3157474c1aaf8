package io.mmdino.ingest;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveStudy;
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
 *
 * <p>The volumes of a study together have at most {@link NiftiLimits#maxStudyVoxels()} voxels of four bytes: each header is held
 * against what those before it have left, before memory is taken.
 */
public record StudyReader(Configuration conf, NiftiLimits limits) {

    private static final int BUFFER = 1 << 16;

    /** Reads a study as the archive lists it. */
    public StudyImages read(ArchiveStudy study) {
        Map<String, List<SeriesSource>> sources = new TreeMap<>();
        study.series()
                .forEach((sequence, series) -> sources.put(
                        sequence, series.stream().map(SeriesSource::of).toList()));
        return read(sources);
    }

    /** @param sources by sequence (and {@code seg}); of several for one the first that can be read is taken */
    StudyImages read(Map<String, List<SeriesSource>> sources) {
        StudyInProgress study = new StudyInProgress(limits.maxStudyVoxels());
        new TreeMap<>(sources).forEach((sequence, candidates) -> firstOf(sequence, candidates, study));
        return new StudyImages(study.volumes, study.series);
    }

    private void firstOf(String sequence, List<SeriesSource> candidates, StudyInProgress study) {
        boolean taken = false;
        for (SeriesSource candidate : candidates) {
            if (taken) {
                study.series.add(new ManifestSeries(
                        sequence, "", candidate.bytes(), Status.UNUSED, "another series of this sequence was used"));
            } else {
                ManifestSeries read = readOne(sequence, candidate.files().get(0).file(), study);
                study.series.add(read);
                taken = read.status() == Status.ACCEPTED;
            }
        }
    }

    private ManifestSeries readOne(String sequence, ArchiveFile file, StudyInProgress study) {
        Path path = new Path(file.path());
        Counted counted = new Counted(0, "");
        String fault = "";
        try (InputStream raw = path.getFileSystem(conf).open(path);
                DigestInputStream in = new DigestInputStream(raw, StateHash.sha256())) {
            Counter counter = new Counter(in);
            try {
                study.put(
                        sequence, NiftiReader.read(counter, study.left(limits)).volume());
            } catch (NiftiException | RuntimeException e) {
                fault = Faults.reason(e) + study.budgetNote(limits);
            }
            counter.drain();
            String hash = HexFormat.of().formatHex(in.getMessageDigest().digest());
            counted = new Counted(counter.count, hash);
        } catch (IOException e) { // the storage's fault, not the file's: without a hash the next run tries again
            fault = Faults.reason(e);
            study.volumes.remove(sequence);
        }
        Status status = fault.isEmpty() ? Status.ACCEPTED : Status.REFUSED;
        return new ManifestSeries(sequence, counted.hash, counted.bytes, status, fault);
    }

    /** What has been read of a study so far. */
    private static final class StudyInProgress {

        private final Map<String, Volume> volumes = new TreeMap<>();
        private final List<ManifestSeries> series = new ArrayList<>();
        private long voxelsLeft;

        StudyInProgress(long voxelsLeft) {
            this.voxelsLeft = voxelsLeft;
        }

        /** The limits for the next volume. */
        NiftiLimits left(NiftiLimits limits) throws NiftiException {
            if (voxelsLeft < 1) {
                throw new NiftiException("the volumes before it have all voxels that a study may have");
            }
            return limits.withMaxVoxels(Math.min(limits.maxVoxels(), voxelsLeft));
        }

        /** Says where a limit comes from, when it is what other volumes left. */
        String budgetNote(NiftiLimits limits) {
            return voxelsLeft < limits.maxVoxels()
                    ? "; the study's volumes may have " + limits.maxStudyVoxels()
                            + " voxels together (limits.max-study-voxels), of which " + voxelsLeft + " were left"
                    : "";
        }

        void put(String sequence, Volume volume) {
            voxelsLeft -= volume.voxels().length;
            volumes.put(sequence, Orientation.toCanonical(volume));
        }
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
