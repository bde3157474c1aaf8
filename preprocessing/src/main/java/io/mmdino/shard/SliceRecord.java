package io.mmdino.shard;

import java.util.List;
import java.util.OptionalInt;

/**
 * One slice window as it lies in a shard: one Parquet row.
 *
 * <p>Letters: M = sequences in the order of {@link ShardState#sequences()}, W = window side.
 *
 * @param study keyed hash of the study id
 * @param subject keyed hash of the subject id
 * @param site as given at ingestion, may be empty
 * @param label class index, empty when unlabelled
 * @param present names of the sequences the study has, in the order of M
 * @param axis 0, 1 or 2: the canonical (RAS+) axis the slice is cut across; 2 is axial
 * @param slice index along {@code axis} in the resampled volume
 * @param training whether training draws from this window
 * @param evaluation whether evaluation uses this window; one per study
 * @param height rows the image covers, at most W
 * @param width columns the image covers, at most W
 * @param window float16 little-endian, [M, W, W], scaled to [0, 1]; zero where the sequence is missing
 * @param foreground 1 inside the tumour (or the brain, without a tumour mask), [W, W]
 * @param rowMm distance of two rows
 * @param columnMm distance of two columns
 * @param sliceMm distance of two slices
 * @param sourceHash SHA-256 of the study's files
 * @param settingsHash settings the window was cut with
 */
public record SliceRecord(
        String study,
        String subject,
        String site,
        Split split,
        OptionalInt label,
        List<String> present,
        int axis,
        int slice,
        boolean training,
        boolean evaluation,
        int height,
        int width,
        byte[] window,
        byte[] foreground,
        float rowMm,
        float columnMm,
        float sliceMm,
        String sourceHash,
        String settingsHash) {}
