package io.mmdino.volume;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the images of a study lie on one grid, and onto which grid the others are resampled.
 *
 * <p>The reference is the sequence whose longest voxel edge is the shortest: a volume of 1 mm is preferred to slices of 0.5 x 0.5
 * x 5 mm. Among sequences whose longest edges differ by 1 % or less, the one on whose grid the tumour mask was drawn is taken, so
 * that the mask is not resampled; else the first in order.
 *
 * <p>Grids count as equal when they have the same shape and no voxel's centre is shifted by more than a hundredth of a voxel. Headers
 * written with few digits differ by that much, and interpolation would blur more.
 *
 * @param reference name of the sequence
 * @param apart the images on another grid, by name, with their {@link Grid#distance} from the reference's
 */
public record GridCheck(String reference, Map<String, Double> apart) {

    private static final double TOLERANCE = 0.01;
    private static final double EQUALLY_FINE = 1.01;

    /** @param sequences one or more sequences, in order of preference */
    public static GridCheck of(Map<String, Volume> sequences, Optional<Volume> mask) {
        String reference = reference(sequences, mask);
        Grid grid = Grid.of(sequences.get(reference));
        Map<String, Double> apart = new LinkedHashMap<>();
        sequences.forEach((name, volume) -> add(apart, name, grid.distance(Grid.of(volume))));
        mask.ifPresent(drawn -> add(apart, "seg", grid.distance(Grid.of(drawn))));
        return new GridCheck(reference, apart);
    }

    /** Whether all images lie on one grid. */
    public boolean same() {
        return apart.isEmpty();
    }

    /** The image with exactly {@code grid}, the reference's, when its own grid is equal within the tolerance; else unchanged. */
    public Volume snapped(String name, Volume volume, Grid grid) {
        boolean near = grid.distance(Grid.of(volume)) <= TOLERANCE;
        return near && !apart.containsKey(name)
                ? new Volume(volume.voxels(), volume.width(), volume.height(), volume.depth(), grid.affine())
                : volume;
    }

    private static void add(Map<String, Double> apart, String name, double distance) {
        if (distance > TOLERANCE) {
            apart.put(name, distance);
        }
    }

    private static String reference(Map<String, Volume> sequences, Optional<Volume> mask) {
        double finest = sequences.values().stream()
                .mapToDouble(volume -> Grid.of(volume).longestEdge())
                .min()
                .orElseThrow();
        List<String> fine = sequences.entrySet().stream()
                .filter(entry -> Grid.of(entry.getValue()).longestEdge() <= EQUALLY_FINE * finest)
                .map(Map.Entry::getKey)
                .toList();
        return fine.stream()
                .min(Comparator.comparing(name -> mask.isEmpty()
                        || Grid.of(sequences.get(name)).distance(Grid.of(mask.get())) > TOLERANCE)) // false sorts first
                .orElseThrow();
    }
}
