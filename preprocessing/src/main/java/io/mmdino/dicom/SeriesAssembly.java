package io.mmdino.dicom;

import java.io.Serializable;
import java.util.List;

/** Order of the frames of one series in a volume, or the reason why they form none. */
public sealed interface SeriesAssembly extends Serializable permits SeriesAssembly.Stack, SeriesAssembly.Refused {

    /**
     * Orders the frames of one series by position and orientation. File names and instance numbers are not used. Where the files
     * hold more than one volume, the volume of the majority is used, and notes say what was left out.
     *
     * @param headers headers of all files of one series, in any order
     */
    static SeriesAssembly of(List<DicomHeader> headers) {
        return new SeriesAssembler(headers).assemble();
    }

    /**
     * A series that forms one volume. Slice k is frame {@code frames[k]} of the file with header number {@code files[k]}.
     *
     * @param width columns of a slice, along the first axis, i
     * @param height rows of a slice, along the second axis, j
     * @param files number of the header of each slice along the third axis, k, [depth]
     * @param frames number of the frame of each slice within its file, [depth]
     * @param affine 4 x 4, row-major: voxel (i, j, k, 1) to RAS+ mm
     * @param copies other images at the places of slices, which must have their pixels
     * @param notes what was left out, safe for a manifest
     */
    record Stack(
            int width, int height, int[] files, int[] frames, double[] affine, List<Copy> copies, List<String> notes)
            implements SeriesAssembly {

        /** An image that repeats slice {@code slice}: a frame of the file with header number {@code file}. */
        public record Copy(int slice, int file, int frame) implements Serializable {}

        /** A stack without copies. */
        public Stack(int width, int height, int[] files, int[] frames, double[] affine, List<String> notes) {
            this(width, height, files, frames, affine, List.of(), notes);
        }

        public int depth() {
            return files.length;
        }
    }

    /**
     * A series that forms no volume.
     *
     * @param reason numbers and what to do, without text of the files; safe for a manifest
     */
    record Refused(Cause cause, String reason) implements SeriesAssembly {}

    /** Kinds of refusal. Some, such as those of localizers, are no faults. */
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
