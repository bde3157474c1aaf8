package io.mmdino.volume;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the images of a study lie on one grid, and which grid the others are brought onto.
 *
 * <p>The reference is the sequence whose voxels are smallest where they are longest: a volume of 1 mm goes before slices of 0.5
 * x 0.5 x 5 mm, which would lose what the other shows between them. Among equally fine ones (to a hundredth) the one whose
 * grid the tumour mask was drawn on, so that the mask stays as drawn; then the first in order.
 *
 * <p>Grids count as the same when they have the same shape and no voxel's centre lies more than a hundredth of a voxel apart: so
 * much is left by headers that were written with few digits, and less than interpolation would blur.
 *
 * @param reference name of the sequence
 * @param apart by name, the images on another grid: how far at most, in voxels, or infinite when the shape differs
 */
public record GridCheck(String reference, Map<String, Double> apart) {

    private static final double TOLERANCE = 0.01;
    private static final double EQUALLY_FINE = 1.01;

    /** @param sequences in order, one or more */
    public static GridCheck of(Map<String, Volume> sequences, Optional<Volume> mask) {
        String reference = reference(sequences, mask);
        Grid grid = Grid.of(sequences.get(reference));
        Map<String, Double> apart = new LinkedHashMap<>();
        sequences.forEach((name, volume) -> add(apart, name, grid.apart(Grid.of(volume))));
        mask.ifPresent(drawn -> add(apart, "seg", grid.apart(Grid.of(drawn))));
        return new GridCheck(reference, apart);
    }

    /** Whether all lie on one grid. */
    public boolean same() {
        return apart.isEmpty();
    }

    /** The image on the reference's grid to the digit where its own is the same within the tolerance. */
    public Volume settled(String name, Volume volume, Grid grid) {
        boolean there = grid.apart(Grid.of(volume)) <= TOLERANCE;
        return there && !apart.containsKey(name)
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
                .mapToDouble(volume -> Grid.of(volume).coarsest())
                .min()
                .orElseThrow();
        List<String> fine = sequences.entrySet().stream()
                .filter(entry -> Grid.of(entry.getValue()).coarsest() <= EQUALLY_FINE * finest)
                .map(Map.Entry::getKey)
                .toList();
        return fine.stream()
                .min(Comparator.comparing(name -> mask.isEmpty()
                        || Grid.of(sequences.get(name)).apart(Grid.of(mask.get())) > TOLERANCE)) // false comes first
                .orElseThrow();
    }
}
