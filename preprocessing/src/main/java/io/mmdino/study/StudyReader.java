package io.mmdino.study;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveSeries;
import io.mmdino.disk.CountingStream;
import io.mmdino.disk.Sha256;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.privacy.Faults;
import io.mmdino.volume.NiftiException;
import io.mmdino.volume.NiftiHeader;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiReader;
import io.mmdino.volume.NiftiReader.NiftiImage;
import io.mmdino.volume.Orientation;
import io.mmdino.volume.Volume;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads and hashes the files of a study, each in one pass. A broken file does not throw: it becomes a series with its reason,
 * and the other files are still read, so that the study's row names all faults.
 *
 * <p>The volumes of a study have at most {@link NiftiLimits#maxStudyVoxels()} voxels of four bytes together: each header is
 * checked against what the volumes before it have left, before memory is taken.
 */
public record StudyReader(Configuration conf, NiftiLimits limits) {

    private static final String GONE =
            "the file is not there: a link leads nowhere, or it was removed meanwhile; fetch it (such as by"
                    + " datalad get) and run again";

    /**
     * A series as it was read.
     *
     * @param volume as stored; empty when it could not be read
     * @param contentHash empty when the files were not read to their end
     * @param status accepted, refused, or unused when the study does without it
     * @param reason why there is no volume
     * @param notes on the assembly of its slices, for the manifest
     */
    record SeriesRead(
            Optional<Volume> volume, String contentHash, long bytes, Status status, String reason, List<String> notes) {

        static SeriesRead failed(Status status, String contentHash, long bytes, String reason) {
            return new SeriesRead(Optional.empty(), contentHash, bytes, status, reason, List.of());
        }

        /** Whether the study can do without this image, which will not be better when it is read again. */
        boolean isBroken() {
            boolean tooLarge = reason.contains(VoxelBudget.SETTING) && reason.contains(NiftiHeader.TOO_MANY);
            return reason.equals(GONE) || status == Status.REFUSED && !contentHash.isEmpty() && !tooLarge;
        }

        ManifestEntry.Series row(String sequence) {
            return new ManifestEntry.Series(sequence, contentHash, bytes, status, reason);
        }
    }

    /**
     * Reads all sequences of a study.
     *
     * @param study candidates by sequence (and {@code seg}); of several for one the first that can be read is taken
     */
    public StudyImages read(Map<String, List<ArchiveSeries>> study) {
        Map<String, Volume> volumes = new TreeMap<>();
        List<ManifestEntry.Series> series = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        List<String> refusing = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        VoxelBudget budget = new VoxelBudget(limits);
        try (StudyFiles files = new StudyFiles(conf, study.values())) {
            new TreeMap<>(study).forEach((sequence, candidates) -> {
                for (ArchiveSeries candidate : candidates) {
                    if (volumes.containsKey(sequence)) {
                        series.add(another(candidate).row(sequence));
                        continue;
                    }
                    SeriesRead read = candidate.format() == ArchiveSeries.Format.DICOM
                            ? new DicomSeries(files, budget).read(candidate)
                            : nifti(candidate.files().get(0), files, budget);
                    series.add(read.row(sequence));
                    notes.addAll(notes(sequence, read));
                    if (read.isBroken()) {
                        broken.add(sequence + ": " + read.reason());
                    } else if (read.status() == Status.REFUSED) {
                        refusing.add(sequence + ": " + read.reason());
                    }
                    read.volume().ifPresent(volume -> {
                        budget.take(volume.voxels().length);
                        volumes.put(sequence, Orientation.toCanonical(volume));
                    });
                }
            });
        } catch (IOException e) {
            notes.add("unpacked files could not be deleted from the local disk");
        }
        return new StudyImages(volumes, series, broken, refusing, notes);
    }

    private static SeriesRead another(ArchiveSeries candidate) {
        return SeriesRead.failed(
                Status.UNUSED,
                "",
                candidate.bytes(),
                "another series of this sequence was used"
                        + (candidate.behind().isEmpty() ? "" : ": " + candidate.behind()));
    }

    private static List<String> notes(String sequence, SeriesRead read) {
        List<String> notes = new ArrayList<>();
        read.notes().forEach(note -> notes.add(sequence + ": " + note));
        if (read.isBroken()) {
            notes.add(sequence + " was left out: " + read.reason());
        } else if (read.status() == Status.UNUSED) {
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
                DigestInputStream in = new DigestInputStream(raw, Sha256.digest())) {
            CountingStream counter = new CountingStream(in);
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
                    counter.count(),
                    status,
                    fault,
                    image.map(StudyReader::notes).orElse(List.of()));
        } catch (FileNotFoundException | NoSuchFileException e) {
            return SeriesRead.failed(Status.UNUSED, "", 0, GONE);
        } catch (IOException | RuntimeException e) { // the storage's fault: without a hash the next run tries again
            return SeriesRead.failed(Status.REFUSED, "", 0, Faults.reason(e));
        }
    }
}
