package io.mmdino.study;

import io.mmdino.archive.SequenceNames;
import io.mmdino.shard.EvaluationWindows;
import io.mmdino.shard.SliceRecord;
import io.mmdino.slice.BiasField;
import io.mmdino.slice.Foreground;
import io.mmdino.slice.MaskProfile;
import io.mmdino.slice.MaskThreshold;
import io.mmdino.slice.SliceChoice;
import io.mmdino.volume.Grid;
import io.mmdino.volume.GridCheck;
import io.mmdino.volume.Resampling;
import io.mmdino.volume.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts a study's images on one grid, finds the mask that windows follow, and chooses slices. Uses neither storage nor Spark, so
 * that ingest, inspect and scoring prepare a study alike.
 *
 * @param evaluatedPerAxis slices of each axis that evaluation reads, when only those are wanted; 0 keeps all that the settings
 *     choose
 */
public record StudyPreparer(IngestSettings settings, int evaluatedPerAxis) {

    public StudyPreparer {
        if (evaluatedPerAxis < 0) {
            throw new IllegalArgumentException(
                    evaluatedPerAxis + " slices per axis for evaluation, wanted 0 (all slices) or more");
        }
    }

    /** Keeps all slices that the settings choose. */
    public StudyPreparer(IngestSettings settings) {
        this(settings, 0);
    }

    /**
     * Puts all images on one grid (see {@link io.mmdino.volume.GridCheck}), resampled to the target spacing, and chooses
     * slices.
     *
     * @param images by sequence (and {@code seg} for the tumour mask), in canonical orientation
     * @throws IllegalArgumentException when no sequence is usable, or the settings refuse the images; the message
     *     may stand in a manifest
     */
    public PreparedStudy prepare(Map<String, Volume> images) {
        List<String> notes = new ArrayList<>();
        Map<String, Volume> given = usable(images, notes);
        if (given.isEmpty()) {
            throw new IllegalArgumentException(
                    "no usable sequence; wanted one or more of " + String.join(", ", settings.sequences())
                            + notes.stream().map(note -> "; " + note).collect(Collectors.joining()));
        }
        StudyQuality quality = StudyQuality.of(given, images);
        refuse(quality);
        notes.addAll(0, quality.verdicts());
        GridCheck grids = quality.grids();
        Volume reference = given.get(grids.reference());
        Grid own = Grid.of(reference);
        Grid grid = grid(reference);
        requireRoom(grid, given.size() + 1);
        Map<String, Volume> sequences = new LinkedHashMap<>();
        given.forEach((name, volume) ->
                sequences.put(name, Resampling.linear(grids.snapped(name, evened(volume), own), grid)));
        Volume mask = mask(images, grids, own, grid, sequences, notes);
        List<SliceRecord.Slice> slices = choices(MaskProfile.of(mask));
        requireRoom(slices.size());
        return new PreparedStudy(settings, sequences, mask, slices, notes);
    }

    private void refuse(StudyQuality quality) {
        ImageSettings wanted = settings.images();
        if (wanted.unstripped() == ImageSettings.Unstripped.REFUSE && !quality.stripped()) {
            throw new IllegalArgumentException(quality.skullVerdict() + ", and images.unstripped is refuse");
        }
        if (wanted.grids() == ImageSettings.Grids.REFUSE && !quality.grids().same()) {
            throw new IllegalArgumentException(quality.gridVerdict() + ", and images.grids is refuse");
        }
    }

    private Volume evened(Volume volume) {
        return switch (settings.images().biasCorrection()) {
            case NONE -> volume;
            case N3 -> BiasField.of(volume).divideOut(volume);
        };
    }

    private Map<String, Volume> usable(Map<String, Volume> images, List<String> notes) {
        Map<String, Volume> usable = new LinkedHashMap<>();
        for (String name : settings.sequences()) {
            Volume volume = images.get(name);
            if (volume != null && isConstant(volume)) {
                notes.add(name + " has one value everywhere and counts as missing");
            } else if (volume != null) {
                usable.put(name, volume);
            }
        }
        return usable;
    }

    private static boolean isConstant(Volume volume) {
        float first = volume.voxels()[0];
        for (float voxel : volume.voxels()) {
            if (voxel != first) {
                return false;
            }
        }
        return true;
    }

    private Grid grid(Volume first) {
        if (settings.spacingMm() == 0) {
            return Grid.of(first);
        }
        double[] spacing = new double[3];
        Arrays.fill(spacing, settings.spacingMm());
        return Grid.aligned(first, spacing, settings.limits().maxVoxels());
    }

    /** Checked before memory is taken for volumes on the common grid: a small header may ask for a fine one. */
    private void requireRoom(Grid grid, int volumes) {
        long voxels = (long) grid.width() * grid.height() * grid.depth() * volumes;
        long most = settings.limits().maxStudyVoxels();
        if (voxels > most) {
            throw new IllegalArgumentException("on one grid, " + volumes + " volumes (with the mask) would have "
                    + voxels + " voxels together, more than limits.max-study-voxels, " + most);
        }
    }

    /** Checked because all windows of a study are in memory at once, with two bytes for a pixel of a sequence. */
    private void requireRoom(int slices) {
        long pixels = (long) slices * settings.sequences().size() * settings.window() * settings.window();
        long most = settings.limits().maxStudyVoxels();
        if (pixels > most) {
            throw new IllegalArgumentException(slices + " windows would have " + pixels
                    + " pixels together, more than limits.max-study-voxels, " + most + "; set ingest.slices-per-axis");
        }
    }

    private static Volume mask(
            Map<String, Volume> images,
            GridCheck grids,
            Grid own,
            Grid grid,
            Map<String, Volume> sequences,
            List<String> notes) {
        Volume drawn = images.get(SequenceNames.SEGMENTATION);
        if (drawn != null) {
            boolean fractions = MaskThreshold.hasFractions(drawn);
            Volume mask = MaskThreshold.apply(
                    Resampling.nearest(grids.snapped(SequenceNames.SEGMENTATION, drawn, own), grid));
            if (fractions) {
                notes.add("the tumour mask holds values that are no whole numbers: those above "
                        + MaskThreshold.THRESHOLD + " count as tumour");
            }
            if (!MaskProfile.of(mask).isEmpty()) {
                return mask;
            }
        }
        notes.add((drawn == null ? "no tumour mask" : "the tumour mask is empty")
                + ": windows follow the brain's foreground");
        return Foreground.brain(List.copyOf(sequences.values()));
    }

    /** The chosen slices by axis and index; the evaluation slice is among them once, even if training does not draw from it. */
    private List<SliceRecord.Slice> choices(MaskProfile mask) {
        SliceChoice choice = new SliceChoice(
                settings.minimumTumourVoxels(), settings.images().largestSlice());
        if (mask.isEmpty()) {
            throw new IllegalArgumentException("no foreground in any sequence; the images hold no head");
        }
        int evaluation = choice.evaluation(mask);
        List<SliceRecord.Slice> chosen = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            boolean met = axis != SliceChoice.AXIAL;
            for (int slice : kept(choice.training(mask, axis))) {
                if (!met && slice > evaluation) {
                    chosen.add(new SliceRecord.Slice(axis, evaluation, false, true));
                }
                boolean evaluated = axis == SliceChoice.AXIAL && slice == evaluation;
                chosen.add(new SliceRecord.Slice(axis, slice, true, evaluated));
                met |= slice >= evaluation;
            }
            if (!met) {
                chosen.add(new SliceRecord.Slice(axis, evaluation, false, true));
            }
        }
        return chosen;
    }

    /** Those of an axis' training slices that the settings keep, and of these those that evaluation reads where only they are wanted. */
    private int[] kept(int[] training) {
        int most = settings.slicesPerAxis() == 0 ? training.length : settings.slicesPerAxis();
        int[] stored = EvaluationWindows.spread(training, most);
        return evaluatedPerAxis == 0 ? stored : new EvaluationWindows(evaluatedPerAxis).ofAxis(stored);
    }
}
