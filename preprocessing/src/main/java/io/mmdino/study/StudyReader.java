package io.mmdino.study;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveSeries;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.SeriesSource;
import io.mmdino.manifest.ManifestSeries;
import io.mmdino.manifest.Status;
import io.mmdino.privacy.Faults;
import io.mmdino.shard.StateHash;
import io.mmdino.volume.NiftiException;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiReader;
import io.mmdino.volume.NiftiReader.NiftiImage;
import io.mmdino.volume.Orientation;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

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
    public StudyImages read(Map<String, List<SeriesSource>> sources) {
        Map<String, Volume> volumes = new TreeMap<>();
        List<ManifestSeries> series = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        VoxelBudget budget = new VoxelBudget(limits);
        try (StudyFiles files = new StudyFiles(conf, sources.values())) {
            new TreeMap<>(sources).forEach((sequence, candidates) -> {
                for (SeriesSource candidate : candidates) {
                    if (volumes.containsKey(sequence)) {
                        series.add(another(candidate).row(sequence));
                        continue;
                    }
                    SeriesRead read = candidate.format() == ArchiveSeries.Format.DICOM
                            ? new DicomSeries(files, budget).read(candidate)
                            : nifti(candidate.files().get(0).file(), files, budget);
                    series.add(read.row(sequence));
                    notes.addAll(notes(sequence, read));
                    read.volume().ifPresent(volume -> {
                        budget.take(volume.voxels().length);
                        volumes.put(sequence, Orientation.toCanonical(volume));
                    });
                }
            });
        } catch (IOException e) {
            notes.add("unpacked files could not be deleted from the local disk");
        }
        return new StudyImages(volumes, series, notes);
    }

    private static SeriesRead another(SeriesSource candidate) {
        return SeriesRead.failed(Status.UNUSED, "", candidate.bytes(), "another series of this sequence was used");
    }

    private static List<String> notes(String sequence, SeriesRead read) {
        List<String> notes = new ArrayList<>();
        read.notes().forEach(note -> notes.add(sequence + ": " + note));
        if (read.status() == Status.UNUSED) {
            notes.add("a series of " + sequence + " was left out: " + read.reason());
        }
        return notes;
    }

    private static List<String> notes(NiftiImage image) {
        return image.nonFinite() == 0
                ? List.of()
                : List.of(image.nonFinite() + " voxels were NaN or infinite and count as 0");
    }

    private SeriesRead nifti(ArchiveFile file, StudyFiles files, VoxelBudget budget) {
        try (InputStream raw = files.open(file);
                DigestInputStream in = new DigestInputStream(raw, StateHash.sha256())) {
            Counter counter = new Counter(in);
            Optional<NiftiImage> image = Optional.empty();
            String fault = "";
            try {
                image = Optional.of(NiftiReader.read(counter, file.bytes(), budget.next()));
            } catch (NiftiException | RuntimeException e) {
                fault = Faults.reason(e) + budget.note();
            }
            counter.drain();
            String hash = HexFormat.of().formatHex(in.getMessageDigest().digest());
            Status status = image.isPresent() ? Status.ACCEPTED : Status.REFUSED;
            return new SeriesRead(
                    image.map(NiftiImage::volume),
                    hash,
                    counter.count,
                    status,
                    fault,
                    image.map(StudyReader::notes).orElse(List.of()));
        } catch (IOException | RuntimeException e) { // the storage's fault: without a hash the next run tries again
            return SeriesRead.failed(Status.REFUSED, "", 0, Faults.reason(e));
        }
    }

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
