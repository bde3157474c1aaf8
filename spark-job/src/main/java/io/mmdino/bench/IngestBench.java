package io.mmdino.bench;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.shard.Float16;
import io.mmdino.shard.SliceRecord;
import io.mmdino.study.ImageSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.study.PreparedStudy;
import io.mmdino.study.StudyImages;
import io.mmdino.study.StudyPreparer;
import io.mmdino.study.StudyReader;
import io.mmdino.survey.ArchiveStudies;
import io.mmdino.survey.HeaderScanRules;
import io.mmdino.volume.Grid;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiReader;
import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Resampling;
import io.mmdino.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;

/** Times the work of ingestion on one core, from files to windows, without Spark and without writing shards. */
public record IngestBench(Configuration conf, IngestSettings settings) {

    private static final int[] FULL_SIZE = {240, 240, 155};

    /**
     * Counts and times of all studies.
     *
     * @param volumes files that were read, masks included
     * @param largest content of the largest .gz file
     */
    public record Result(
            int studies,
            int volumes,
            long windows,
            double readSeconds,
            double prepareSeconds,
            double cutSeconds,
            byte[] largest) {

        /** Time of reading, preparing and cutting. */
        public double seconds() {
            return readSeconds + prepareSeconds + cutSeconds;
        }
    }

    /**
     * Times the first studies of an archive in the order of their ids. The first study is processed once before, untimed.
     *
     * @throws IOException when the archive is empty or a file is broken
     */
    public Result run(String input, int most, IntConsumer done) throws IOException {
        HeaderScanRules rules = HeaderScanRules.of(settings, SequenceRules.packed());
        List<ArchiveStudy> all = ArchiveStudies.find(conf, input, rules).studies();
        List<ArchiveStudy> studies = all.stream().limit(most).toList();
        new Clock().study(studies.get(0));
        Clock clock = new Clock();
        for (ArchiveStudy study : studies) {
            clock.study(study);
            done.accept(clock.studies);
        }
        return new Result(
                clock.studies,
                clock.volumes,
                clock.windows,
                clock.read * 1e-9,
                clock.prepared * 1e-9,
                clock.cut * 1e-9,
                bytes(largest(all)));
    }

    private ArchiveFile largest(List<ArchiveStudy> studies) {
        return studies.stream()
                .flatMap(study -> study.series().values().stream())
                .map(candidates -> candidates.get(0).files().get(0))
                .filter(file -> file.name().endsWith(".gz"))
                .max(Comparator.comparingLong(ArchiveFile::bytes))
                .orElseThrow(
                        () -> new IllegalArgumentException("no .nii.gz file in the archive, wanted one to decode"));
    }

    private byte[] bytes(ArchiveFile file) throws IOException {
        try (InputStream in = file.open(conf, ContainerLimits.DEFAULT)) {
            return in.readAllBytes();
        }
    }

    /** Resamples a .nii.gz to 240 x 240 x 155 voxels, the size of public glioma collections, as int16 .nii.gz. */
    public static byte[] fullSize(byte[] file) throws IOException {
        Volume own = NiftiReader.read(new ByteArrayInputStream(file), NiftiLimits.DEFAULT)
                .volume();
        Volume full = Resampling.linear(own, sameField(own));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        NiftiWriter.write(bytes, full, NiftiType.INT16, true);
        return bytes.toByteArray();
    }

    /** A grid of the full size over the volume's field of view. */
    private static Grid sameField(Volume own) {
        int[] sides = {own.width(), own.height(), own.depth()};
        double[] affine = own.affine().clone();
        for (int axis = 0; axis < 3; axis++) {
            for (int row = 0; row < 12; row += 4) {
                affine[row + axis] *= (sides[axis] - 1.0) / (FULL_SIZE[axis] - 1);
            }
        }
        return new Grid(FULL_SIZE[0], FULL_SIZE[1], FULL_SIZE[2], affine);
    }

    /** Times reading, preparing and cutting separately, ns. */
    private final class Clock {
        private final StudyReader reader = new StudyReader(conf, settings.limits());
        private final StudyPreparer preparer = new StudyPreparer(settings);
        private int studies;
        private int volumes;
        private long windows;
        private long read;
        private long prepared;
        private long cut;

        void study(ArchiveStudy study) throws IOException {
            long start = System.nanoTime();
            StudyImages images = reader.read(study.series());
            long afterRead = System.nanoTime();
            String faults =
                    study.refusal().isEmpty() ? images.faults(ImageSettings.Unreadable.REFUSE) : study.refusal();
            if (!faults.isEmpty()) {
                throw new IOException(
                        "a study of the archive cannot be read (" + faults + "); take an archive without broken files");
            }
            PreparedStudy ready = preparer.prepare(images.volumes());
            long afterPrepare = System.nanoTime();
            for (SliceRecord.Slice slice : ready.slices()) {
                Float16.encode(ready.cut(slice).voxels());
            }
            long end = System.nanoTime();
            read += afterRead - start;
            prepared += afterPrepare - afterRead;
            cut += end - afterPrepare;
            studies++;
            volumes += study.series().size();
            windows += ready.slices().size();
        }
    }
}
