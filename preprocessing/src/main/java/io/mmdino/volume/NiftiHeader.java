package io.mmdino.volume;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * A checked header: its lengths are within the limits and its affine is invertible.
 *
 * @param version 1 or 2
 * @param order byte order of header and voxels
 * @param width voxels along the first axis
 * @param height voxels along the second axis
 * @param depth voxels along the third axis
 * @param voxelOffset bytes before the first voxel
 * @param slope factor of stored voxels; 1 where the header gives none
 * @param inter added after the multiplication; 0 where the header gives none
 * @param frame which of the header's descriptions the affine is from
 * @param affine 4 x 4, row-major: voxel to RAS+ millimetres
 */
public record NiftiHeader(
        int version,
        ByteOrder order,
        NiftiType type,
        int width,
        int height,
        int depth,
        long voxelOffset,
        double slope,
        double inter,
        Frame frame,
        double[] affine) {

    /** What a refusal for its number of voxels says. */
    public static final String TOO_MANY = "more than the limit";

    private static final int METRE = 1;
    private static final int MICROMETRE = 3;

    /** The header's three descriptions of the voxels' position, in order of precedence. */
    public enum Frame {
        SFORM,
        QFORM,
        PIXDIM
    }

    /** Number of voxels. */
    public int voxels() {
        return Math.multiplyExact(Math.multiplyExact(width, height), depth);
    }

    /** Whether stored numbers are scaled. */
    public boolean scaled() {
        return slope != 1 || inter != 0;
    }

    static NiftiHeader checked(NiftiFields fields, NiftiLimits limits) throws NiftiException {
        NiftiType type = NiftiType.of(fields.datatype());
        int[] shape = shape(fields.dim(), limits);
        boolean hasSlope = Double.isFinite(fields.slope()) && fields.slope() != 0;
        if (hasSlope && !Double.isFinite(fields.inter())) {
            throw new NiftiException("scl_inter is " + fields.inter() + " beside a slope, wanted a finite number");
        }
        Frame frame = fields.sformCode() != 0 ? Frame.SFORM : fields.qformCode() != 0 ? Frame.QFORM : Frame.PIXDIM;
        double[] affine = inMillimetres(NiftiAffine.of(frame, fields, shape), fields.lengthUnit(), limits);
        requireUsable(affine, frame, limits);
        return new NiftiHeader(
                fields.version(),
                fields.order(),
                type,
                shape[0],
                shape[1],
                shape[2],
                voxelOffset(fields, limits),
                hasSlope ? fields.slope() : 1,
                hasSlope ? fields.inter() : 0,
                frame,
                affine);
    }

    /**
     * An affine in the header's unit of lengths, in mm. A unit by which no voxel has a possible size, where mm give one, is taken for
     * a writer's mistake.
     */
    private static double[] inMillimetres(double[] affine, int unit, NiftiLimits limits) {
        double factor = unit == METRE ? 1000 : unit == MICROMETRE ? 0.001 : 1;
        double[] scaled = affine.clone();
        for (int i = 0; i < 12; i++) {
            scaled[i] *= factor;
        }
        return !isPossible(scaled, limits) && isPossible(affine, limits) ? affine : scaled;
    }

    private static boolean isPossible(double[] affine, NiftiLimits limits) {
        for (int axis = 0; axis < 3; axis++) {
            double spacing = Affines.spacing(affine, axis);
            if (!(spacing >= limits.minSpacing() && spacing <= limits.maxSpacing())) {
                return false;
            }
        }
        return true;
    }

    private static int[] shape(long[] dim, NiftiLimits limits) throws NiftiException {
        if (dim[0] < 3 || dim[0] > 7) {
            throw new NiftiException("dim[0] is " + dim[0] + ", wanted 3 axes (up to 7 when the others have length 1)");
        }
        long voxels = 1;
        for (int axis = 1; axis <= 3; axis++) {
            if (dim[axis] < 1 || dim[axis] > limits.maxSide()) {
                throw new NiftiException(
                        "dim[" + axis + "] is " + dim[axis] + ", wanted 1 to " + limits.maxSide() + " voxels");
            }
            voxels = Math.multiplyExact(voxels, dim[axis]);
        }
        if (voxels > limits.maxVoxels()) {
            throw new NiftiException("the header asks for " + dim[1] + " x " + dim[2] + " x " + dim[3] + " voxels, "
                    + TOO_MANY + " of " + limits.maxVoxels());
        }
        for (int axis = 4; axis <= dim[0]; axis++) {
            if (dim[axis] != 1) {
                throw new NiftiException("the image has " + dim[axis] + " volumes along axis " + axis
                        + ", wanted a single one: choose the volume and store it alone");
            }
        }
        return new int[] {(int) dim[1], (int) dim[2], (int) dim[3]};
    }

    private static long voxelOffset(NiftiFields fields, NiftiLimits limits) throws NiftiException {
        // A single file always has four bytes after the header, which say whether extensions follow.
        int least = (fields.version() == 1 ? NiftiFields.BYTES_1 : NiftiFields.BYTES_2) + 4;
        double offset = fields.voxelOffset();
        if (!(offset >= least && offset <= limits.maxVoxelOffset()) || offset != Math.rint(offset)) {
            throw new NiftiException("vox_offset is " + offset + ", wanted a whole number of bytes from " + least
                    + " to " + limits.maxVoxelOffset());
        }
        return (long) offset;
    }

    private static void requireUsable(double[] affine, Frame frame, NiftiLimits limits) throws NiftiException {
        String name = frame.name().toLowerCase(Locale.ROOT);
        if (!Arrays.stream(affine).allMatch(Double::isFinite)) {
            throw new NiftiException("the " + name + " affine has NaN or infinite numbers, wanted finite ones");
        }
        for (int axis = 0; axis < 3; axis++) {
            double spacing = Affines.spacing(affine, axis);
            if (!(spacing >= limits.minSpacing() && spacing <= limits.maxSpacing())) {
                throw new NiftiException("the " + name + " affine gives a voxel edge of " + spacing + " along axis "
                        + (axis + 1) + ", wanted " + limits.minSpacing() + " to " + limits.maxSpacing() + " mm");
            }
        }
        if (!Affines.invertible(affine)) {
            throw new NiftiException("the " + name + " affine cannot be inverted: its axes lie in one plane");
        }
    }
}
