package io.mmdino.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.archive.SequenceNames;
import io.mmdino.disk.Sha256;
import io.mmdino.settings.AbsentMeans;
import io.mmdino.settings.Checks;
import io.mmdino.settings.DecidesNothing;
import io.mmdino.settings.SettingsTree;
import io.mmdino.volume.NiftiLimits;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings of the way from studies to windows.
 *
 * @param sequences names of the MRI sequences in the order of a window's first axis, M of them; letters and digits
 * @param spacingMm voxel edge that volumes are resampled to, mm; 0 keeps the native grid
 * @param window side of the windows in pixels, W
 * @param minimumTumourVoxels smallest number of mask voxels in a training slice
 * @param slicesPerAxis number of evenly spread training slices that are kept for each axis; 0 keeps all
 * @param validationShare share of subjects assigned to validation by their keyed hash, where no split is given
 * @param testShare share of subjects assigned to test by their keyed hash, where no split is given
 * @param lowPercentile percentile of a sequence's intensities that is scaled to 0
 * @param highPercentile percentile of a sequence's intensities that is scaled to 1
 * @param images treatment of images with a skull, on different grids or with a bias field
 * @param external program that processes the images first
 * @param limits largest sizes that a NIfTI header may declare
 * @param shardMegabytes largest size of a shard, MB of 2^20 bytes; a study that alone is larger has a shard of its own
 * @param waveStudies number of studies after which their shards are published; an ingest that is killed repeats so many at most
 */
public record IngestSettings(
        List<String> sequences,
        double spacingMm,
        int window,
        int minimumTumourVoxels,
        int slicesPerAxis,
        @DecidesNothing double validationShare,
        @DecidesNothing double testShare,
        double lowPercentile,
        double highPercentile,
        ImageSettings images,
        ExternalSettings external,
        @DecidesNothing NiftiLimits limits,
        @DecidesNothing @AbsentMeans("128") int shardMegabytes,
        @DecidesNothing @AbsentMeans("4000") int waveStudies) {

    /** Version of the code that cuts windows, raised when it cuts others: it keeps shards of two versions apart. */
    private static final int CUTTING = 3;

    private static final int MAX_SEQUENCES = 64;
    private static final int MAX_WINDOW = 2048;
    private static final int USUAL_SHARD_MEGABYTES = 128;
    private static final int MAX_SHARD_MEGABYTES = 1024;
    private static final int MAX_WAVE = 4000;
    private static final int HASH_DIGITS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    public IngestSettings {
        sequences = List.copyOf(sequences);
        checkSequences(sequences);
        new Checks()
                .that(
                        spacingMm == 0 || spacingMm >= 0.1 && spacingMm <= 20,
                        "spacingMm",
                        spacingMm,
                        "0 (native) or 0.1 to 20")
                .that(window >= 1 && window <= MAX_WINDOW, "window", window, "1 to " + MAX_WINDOW)
                .that(minimumTumourVoxels >= 1, "minimumTumourVoxels", minimumTumourVoxels, "1 or more")
                .that(slicesPerAxis >= 0, "slicesPerAxis", slicesPerAxis, "0 (all) or more")
                .that(
                        validationShare >= 0 && testShare >= 0 && validationShare + testShare <= 1,
                        "validationShare",
                        " " + validationShare + " and testShare " + testShare
                                + ", wanted 0 or more, together at most 1")
                .that(
                        shardMegabytes >= 1 && shardMegabytes <= MAX_SHARD_MEGABYTES,
                        "shardMegabytes",
                        shardMegabytes,
                        "1 to " + MAX_SHARD_MEGABYTES)
                .that(waveStudies >= 1 && waveStudies <= MAX_WAVE, "waveStudies", waveStudies, "1 to " + MAX_WAVE)
                .that(
                        lowPercentile >= 0 && lowPercentile < highPercentile && highPercentile <= 100,
                        "percentiles " + lowPercentile + " and " + highPercentile + ", wanted 0 <= low < high <= 100");
    }

    /** Shards of at most 128 MB and waves of 4,000 studies. */
    public IngestSettings(
            List<String> sequences,
            double spacingMm,
            int window,
            int minimumTumourVoxels,
            int slicesPerAxis,
            double validationShare,
            double testShare,
            double lowPercentile,
            double highPercentile,
            ImageSettings images,
            ExternalSettings external,
            NiftiLimits limits) {
        this(
                sequences,
                spacingMm,
                window,
                minimumTumourVoxels,
                slicesPerAxis,
                validationShare,
                testShare,
                lowPercentile,
                highPercentile,
                images,
                external,
                limits,
                USUAL_SHARD_MEGABYTES,
                MAX_WAVE);
    }

    private static void checkSequences(List<String> names) {
        Checks checks = new Checks()
                .that(
                        !names.isEmpty() && names.size() <= MAX_SEQUENCES,
                        "sequences",
                        " has " + names.size() + " names, wanted 1 to " + MAX_SEQUENCES);
        for (String name : names) {
            checks.that(
                    name.matches("[A-Za-z0-9]+") && !name.equalsIgnoreCase(SequenceNames.SEGMENTATION),
                    "sequences",
                    " has '" + name + "', wanted letters and digits, and not 'seg'");
        }
        long distinct = names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        checks.that(distinct == names.size(), "sequences", " names one twice: " + names);
    }

    /** The paper's numbers: t1, t1c, t2, flair; native grid; 96 px; 500 tumour voxels; all slices; percentiles 1 and 99. */
    public static IngestSettings defaults() {
        return new IngestSettings(
                List.of("t1", "t1c", "t2", "flair"),
                0,
                96,
                500,
                0,
                0.15,
                0.15,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                NiftiLimits.DEFAULT);
    }

    /** These settings with other sequences. */
    public IngestSettings withSequences(List<String> names) {
        return with(names, minimumTumourVoxels, slicesPerAxis, images, external, shardMegabytes, waveStudies);
    }

    /** These settings with another choice of slices. */
    public IngestSettings withSlices(int tumourVoxels, int perAxis) {
        return with(sequences, tumourVoxels, perAxis, images, external, shardMegabytes, waveStudies);
    }

    /** These settings with another treatment of images and another external program. */
    public IngestSettings withImages(ImageSettings treatment, ExternalSettings program) {
        return with(sequences, minimumTumourVoxels, slicesPerAxis, treatment, program, shardMegabytes, waveStudies);
    }

    /** These settings with another packing of windows into files. */
    public IngestSettings withShards(int megabytes, int studies) {
        return with(sequences, minimumTumourVoxels, slicesPerAxis, images, external, megabytes, studies);
    }

    private IngestSettings with(
            List<String> names,
            int tumourVoxels,
            int perAxis,
            ImageSettings treatment,
            ExternalSettings program,
            int megabytes,
            int studies) {
        return new IngestSettings(
                names,
                spacingMm,
                window,
                tumourVoxels,
                perAxis,
                validationShare,
                testShare,
                lowPercentile,
                highPercentile,
                treatment,
                program,
                limits,
                megabytes,
                studies);
    }

    /**
     * The settings that shape a window, by key: all that are not marked {@link DecidesNothing}. The percentiles are one list, as
     * folders of shards record them.
     */
    public Map<String, Object> shaping() {
        Map<String, Object> shaping = new LinkedHashMap<>();
        shaping.put("cutting", CUTTING);
        SettingsTree.deciding(this).forEach((key, value) -> {
            switch (key) {
                case "low-percentile" -> shaping.put("percentiles", List.of(lowPercentile, highPercentile));
                case "high-percentile" -> {} // stands in percentiles
                default -> shaping.put(key, value);
            }
        });
        return shaping;
    }

    /** Hash of {@link #shaping()}, 32 hex digits: a model is used only with windows of the hash that it was trained on. */
    public String hash() {
        try {
            byte[] digest = Sha256.digest().digest(JSON.writeValueAsBytes(shaping()));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and names are always JSON", e);
        }
    }
}
