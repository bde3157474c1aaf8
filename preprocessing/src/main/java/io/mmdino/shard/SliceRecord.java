package io.mmdino.shard;

import java.util.List;

/**
 * One slice window as it is stored in a shard: one Parquet row.
 *
 * <p>Letters: M = sequences in the order of {@link ShardState#sequences()}, W = window side.
 *
 * @param present names of the sequences the study has, in the order of M
 * @param height rows the image covers, at most W
 * @param width columns the image covers, at most W
 * @param window float16 little-endian, [M, W, W], scaled to [0, 1]; zero where the sequence is missing
 * @param foreground 1 inside the tumour (or the brain, without a tumour mask), [W, W]
 * @param sourceHash SHA-256 of the study's files
 * @param settingsHash hash of the settings the window was cut with
 */
public record SliceRecord(
        StudyFacts facts,
        List<String> present,
        Slice slice,
        int height,
        int width,
        byte[] window,
        byte[] foreground,
        Spacing spacing,
        String sourceHash,
        String settingsHash) {

    /**
     * The slice of the volume that a window is cut from.
     *
     * @param axis 0, 1 or 2: the canonical (RAS+) axis across which the slice is cut; 2 is axial
     * @param slice index along {@code axis} in the resampled volume
     * @param training whether training draws from the window
     * @param evaluation whether the window alone represents the study where evaluation reads one window; one per study
     */
    public record Slice(int axis, int slice, boolean training, boolean evaluation) {}

    /** Distances of two rows, two columns and two slices, mm. */
    public record Spacing(float rowMm, float columnMm, float sliceMm) {}
}
