package io.mmdino.study;

import io.mmdino.archive.SequenceNames;
import io.mmdino.slice.SkullEvidence;
import io.mmdino.volume.GridCheck;
import io.mmdino.volume.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Two verdicts on a study as it was read: whether its images are skull-stripped, and whether they lie on one grid.
 *
 * @param skulls evidence of a skull by sequence
 */
public record StudyQuality(Map<String, SkullEvidence> skulls, GridCheck grids) {

    /**
     * @param sequences in order, one or more, in canonical orientation
     * @param images holds the tumour mask, if there is one
     */
    public static StudyQuality of(Map<String, Volume> sequences, Map<String, Volume> images) {
        Map<String, SkullEvidence> skulls = new LinkedHashMap<>();
        sequences.forEach((name, volume) -> skulls.put(name, SkullEvidence.of(volume)));
        return new StudyQuality(
                skulls, GridCheck.of(sequences, Optional.ofNullable(images.get(SequenceNames.SEGMENTATION))));
    }

    /** Whether all sequences are skull-stripped. */
    public boolean stripped() {
        return skulls.values().stream().allMatch(SkullEvidence::stripped);
    }

    /** {@code skull-stripped: yes}, or which sequences are not and why. */
    public String skullVerdict() {
        String whole = skulls.entrySet().stream()
                .filter(entry -> !entry.getValue().stripped())
                .map(entry -> entry.getKey() + " has " + entry.getValue().why())
                .collect(Collectors.joining(", "));
        return "skull-stripped: " + (whole.isEmpty() ? "yes" : "no (" + whole + ")");
    }

    /** {@code same grid: yes}, or which images lie on another one and how far apart. */
    public String gridVerdict() {
        String others = grids.apart().entrySet().stream()
                .map(entry -> entry.getKey() + " " + distance(entry.getValue()))
                .collect(Collectors.joining(", "));
        return "same grid: " + (others.isEmpty() ? "yes" : "no (against " + grids.reference() + ": " + others + ")");
    }

    /** Both verdicts, for the notes of an accepted study. */
    List<String> verdicts() {
        return List.of(skullVerdict(), gridVerdict() + (grids.same() ? "" : ", resampled"));
    }

    private static String distance(double voxels) {
        return Double.isInfinite(voxels)
                ? "has another shape"
                : String.format(Locale.ROOT, "lies %.2f voxels apart", voxels);
    }
}
