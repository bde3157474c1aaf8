package io.mmdino.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.archive.SequenceNames;
import io.mmdino.settings.Checks;
import io.mmdino.settings.DecidesNothing;
import io.mmdino.settings.SettingsTree;
import io.mmdino.shard.StateHash;
import io.mmdino.volume.NiftiLimits;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How studies become windows.
 *
 * @param sequences names in the order of a window's first axis, M of them; letters and digits
 * @param spacingMm voxel edge that volumes are resampled to; 0 keeps the native grid
 * @param window side of the windows in pixels, W
 * @param minimumTumourVoxels mask voxels that a training slice has at least
 * @param slicesPerAxis training slices kept of one axis, evenly spread; 0 keeps all
 * @param validationShare share of subjects put into validation by their keyed hash, where no split is given
 * @param testShare share of subjects put into test
 * @param lowPercentile scaled to 0
 * @param highPercentile scaled to 1
 * @param images what is done with images that are not as wanted
 * @param external a program that works on the images first
 * @param limits what a NIfTI header may ask for
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
        @DecidesNothing NiftiLimits limits) {

    /** Counts changes of the code that change windows: shards cut before and after are not mixed. */
    private static final int CUTTING = 2;

    private static final int MAX_SEQUENCES = 64;
    private static final int MAX_WINDOW = 2048;
    private static final int HASH_DIGITS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    public IngestSettings {
        sequences = List.copyOf(sequences);
        checkSequences(sequences);
        new Checks()
                .require(
                        spacingMm == 0 || spacingMm >= 0.1 && spacingMm <= 20,
                        "spacingMm",
                        spacingMm,
                        "0 (native) or 0.1 to 20")
                .require(window >= 1 && window <= MAX_WINDOW, "window", window, "1 to " + MAX_WINDOW)
                .require(minimumTumourVoxels >= 1, "minimumTumourVoxels", minimumTumourVoxels, "1 or more")
                .require(slicesPerAxis >= 0, "slicesPerAxis", slicesPerAxis, "0 (all) or more")
                .require(
                        validationShare >= 0 && testShare >= 0 && validationShare + testShare <= 1,
                        "validationShare",
                        " " + validationShare + " and testShare " + testShare
                                + ", wanted 0 or more, together at most 1")
                .require(
                        lowPercentile >= 0 && lowPercentile < highPercentile && highPercentile <= 100,
                        "percentiles " + lowPercentile + " and " + highPercentile + ", wanted 0 <= low < high <= 100");
    }

    private static void checkSequences(List<String> names) {
        Checks checks = new Checks()
                .require(
                        !names.isEmpty() && names.size() <= MAX_SEQUENCES,
                        "sequences",
                        " has " + names.size() + " names, wanted 1 to " + MAX_SEQUENCES);
        for (String name : names) {
            checks.require(
                    name.matches("[A-Za-z0-9]+") && !name.equalsIgnoreCase(SequenceNames.SEGMENTATION),
                    "sequences",
                    " has '" + name + "', wanted letters and digits, and not 'seg'");
        }
        long distinct = names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        checks.require(distinct == names.size(), "sequences", " names one twice: " + names);
    }

    /** Images taken as they are, and no program. */
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
                ImageSettings.defaults(),
                ExternalSettings.none(),
                limits);
    }

    /** The paper's numbers: t1, t1c, t2, flair; native grid; 96 px; 500 tumour voxels; all slices; percentiles 1 and 99. */
    public static IngestSettings defaults() {
        return new IngestSettings(
                List.of("t1", "t1c", "t2", "flair"), 0, 96, 500, 0, 0.15, 0.15, 1, 99, NiftiLimits.DEFAULT);
    }

    /** The same for other sequences. */
    public IngestSettings withSequences(List<String> names) {
        return with(names, minimumTumourVoxels, slicesPerAxis, images, external);
    }

    /** The same with another choice of slices. */
    public IngestSettings withSlices(int tumourVoxels, int perAxis) {
        return with(sequences, tumourVoxels, perAxis, images, external);
    }

    /** The same with other treatment of images, and another program. */
    public IngestSettings withImages(ImageSettings treatment, ExternalSettings program) {
        return with(sequences, minimumTumourVoxels, slicesPerAxis, treatment, program);
    }

    private IngestSettings with(
            List<String> names, int tumourVoxels, int perAxis, ImageSettings treatment, ExternalSettings program) {
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
                limits);
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

    /** Hash of {@link #shaping()}: a model trained on one is not fed windows of another. */
    public String hash() {
        try {
            byte[] digest = StateHash.sha256().digest(JSON.writeValueAsBytes(shaping()));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and names are always JSON", e);
        }
    }
}
