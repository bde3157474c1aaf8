package io.mmdino.dicom;

import java.io.Serializable;
import java.util.List;

/** How the files of one series become one volume, or why they do not. */
public sealed interface SeriesAssembly extends Serializable permits SeriesAssembly.Stack, SeriesAssembly.Refused {

    /**
     * Orders the frames of one series by position and orientation alone; file names and instance numbers play no part.
     *
     * @param headers of all files of one series, in any order
     */
    static SeriesAssembly of(List<DicomHeader> headers) {
        return new SeriesAssembler(headers).assemble();
    }

    /**
     * One volume. Slice k is frame {@code frames[k]} of the file that was number {@code files[k]} of the headers given.
     *
     * @param width columns of a slice: the first axis, i
     * @param height rows of a slice: the second axis, j
     * @param files [depth], the third axis, k
     * @param frames [depth]
     * @param affine 4 x 4, row-major: voxel (i, j, k, 1) to RAS+ mm, as volumes and NIfTI have it
     * @param notes what was passed over, fit for a manifest
     */
    record Stack(int width, int height, int[] files, int[] frames, double[] affine, List<String> notes)
            implements SeriesAssembly {

        public int depth() {
            return files.length;
        }
    }

    /** @param reason for a manifest: numbers and what to do, no text of the files */
    record Refused(Cause cause, String reason) implements SeriesAssembly {}

    /** Kinds of refusal, for counting and for passing over what is no fault, such as localizers. */
    enum Cause {
        NO_IMAGES,
        NOT_MR,
        MOSAIC,
        NO_GEOMETRY,
        MIXED_SIZES,
        MIXED_SPACES,
        MIXED_ORIENTATIONS,
        BAD_ORIENTATION,
        SEVERAL_VOLUMES,
        REPEATED_SLICES,
        TOO_FEW_SLICES,
        MISSING_SLICES,
        UNEVEN_SLICES,
        SHEARED
    }
}
