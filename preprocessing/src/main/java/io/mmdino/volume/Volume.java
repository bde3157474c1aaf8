package io.mmdino.volume;

/**
 * One 3-D image: voxels and their position in the scanner's space.
 *
 * @param voxels float32, index {@code (k * height + j) * width + i}: i runs fastest, as in NIfTI
 * @param width voxels along the first axis (i)
 * @param height voxels along the second axis (j)
 * @param depth voxels along the third axis (k)
 * @param affine 4 x 4, row-major: voxel (i, j, k, 1) to RAS+ millimetres
 */
public record Volume(float[] voxels, int width, int height, int depth, double[] affine) {

    public Volume {
        if ((long) width * height * depth != voxels.length) {
            throw new IllegalArgumentException(
                    voxels.length + " voxels for a grid of " + width + " x " + height + " x " + depth);
        }
        if (affine.length != 16) {
            throw new IllegalArgumentException("an affine of " + affine.length + " numbers, wanted 16");
        }
    }

    public float at(int i, int j, int k) {
        return voxels[(k * height + j) * width + i];
    }

    /** Edge length of a voxel along axis 0, 1 or 2, in mm. */
    public double spacing(int axis) {
        return Math.sqrt(affine[axis] * affine[axis]
                + affine[4 + axis] * affine[4 + axis]
                + affine[8 + axis] * affine[8 + axis]);
    }
}
