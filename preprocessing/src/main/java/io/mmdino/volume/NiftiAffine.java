package io.mmdino.volume;

/**
 * Affine from a header, as nibabel reads it: the sform when it has a code, else the qform, else from spacing alone. With spacing
 * alone x runs to the left and the origin lies in the centre of the volume, as in Analyze.
 *
 * <p>Source: nifti1.h, methods 1 to 3; nibabel 5.0 for the x flip of method 1.
 */
final class NiftiAffine {

    /** Tolerance by which b^2 + c^2 + d^2 of the stored quaternion may exceed 1, for rounding to float32. */
    private static final double QUATERNION_SLACK = 1e-5;

    private NiftiAffine() {}

    /** @param shape number of voxels along the three axes, [3] */
    static double[] of(NiftiHeader.Frame frame, NiftiFields fields, int[] shape) throws NiftiException {
        return switch (frame) {
            case SFORM -> sform(fields.srows());
            case QFORM -> qform(fields);
            case PIXDIM -> centred(fields.pixdim(), shape);
        };
    }

    private static double[] sform(double[] srows) {
        double[] affine = new double[16];
        System.arraycopy(srows, 0, affine, 0, 12);
        affine[15] = 1;
        return affine;
    }

    private static double[] qform(NiftiFields fields) throws NiftiException {
        double b = fields.quaternion()[0];
        double c = fields.quaternion()[1];
        double d = fields.quaternion()[2];
        double rest = 1 - (b * b + c * c + d * d);
        if (!(rest >= -QUATERNION_SLACK)) {
            throw new NiftiException("the qform quaternion (" + b + ", " + c + ", " + d
                    + ") is longer than 1, wanted part of a unit quaternion");
        }
        double[] affine = rotation(Math.sqrt(Math.max(rest, 0)), b, c, d);
        double qfac = fields.pixdim()[0] == -1 ? -1 : 1;
        for (int row = 0; row < 3; row++) {
            for (int axis = 0; axis < 3; axis++) {
                affine[4 * row + axis] *= Math.abs(fields.pixdim()[1 + axis]) * (axis == 2 ? qfac : 1);
            }
            affine[4 * row + 3] = fields.quaternion()[3 + row];
        }
        return affine;
    }

    /** Rotation from a quaternion. Dividing by its squared norm corrects a norm that rounding has made larger than 1. */
    private static double[] rotation(double a, double b, double c, double d) {
        double s = 2 / (a * a + b * b + c * c + d * d);
        return new double[] {
            1 - s * (c * c + d * d),
            s * (b * c - a * d),
            s * (b * d + a * c),
            0,
            s * (b * c + a * d),
            1 - s * (b * b + d * d),
            s * (c * d - a * b),
            0,
            s * (b * d - a * c),
            s * (c * d + a * b),
            1 - s * (b * b + c * c),
            0,
            0,
            0,
            0,
            1
        };
    }

    private static double[] centred(double[] pixdim, int[] shape) {
        double[] affine = new double[16];
        for (int axis = 0; axis < 3; axis++) {
            double step = Math.abs(pixdim[1 + axis]) * (axis == 0 ? -1 : 1);
            affine[5 * axis] = step;
            affine[4 * axis + 3] = -step * (shape[axis] - 1) / 2.0;
        }
        affine[15] = 1;
        return affine;
    }
}
