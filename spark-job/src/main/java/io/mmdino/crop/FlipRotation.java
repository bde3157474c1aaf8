package io.mmdino.crop;

/**
 * One of the eight symmetries of a square: a transposition or none, followed by flips.
 *
 * @param transposed rows become columns
 * @param leftRight the order of columns is reversed
 * @param upDown the order of rows is reversed
 */
record FlipRotation(boolean transposed, boolean leftRight, boolean upDown) {

    /** Draws flips and rotation with the probabilities of the settings; takes three or four numbers from the stream. */
    static FlipRotation drawn(CropSettings settings, RandomStream random) {
        boolean leftRight = random.chance(settings.flip());
        boolean upDown = random.chance(settings.verticalFlip());
        boolean rotated = random.chance(settings.rotation());
        return quarters(rotated ? 1 + random.integer(3) : 0).mirrored(leftRight, upDown);
    }

    /** Rotation by {@code quarters} x 90 degrees counter-clockwise. */
    static FlipRotation quarters(int quarters) {
        return switch (quarters) {
            case 1 -> new FlipRotation(true, false, true);
            case 2 -> new FlipRotation(false, true, true);
            case 3 -> new FlipRotation(true, true, false);
            default -> new FlipRotation(false, false, false);
        };
    }

    /** This symmetry followed by flips. */
    FlipRotation mirrored(boolean alsoLeftRight, boolean alsoUpDown) {
        return new FlipRotation(transposed, leftRight ^ alsoLeftRight, upDown ^ alsoUpDown);
    }

    /** Changes one plane [side, side] in place. */
    void apply(float[] image, int offset, int side) {
        if (transposed) {
            transpose(image, offset, side);
        }
        if (leftRight) {
            for (int y = 0; y < side; y++) {
                int row = offset + y * side;
                for (int x = 0; x < side / 2; x++) {
                    swap(image, row + x, row + side - 1 - x);
                }
            }
        }
        if (upDown) {
            for (int y = 0; y < side / 2; y++) {
                for (int x = 0; x < side; x++) {
                    swap(image, offset + y * side + x, offset + (side - 1 - y) * side + x);
                }
            }
        }
    }

    private static void transpose(float[] image, int offset, int side) {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < y; x++) {
                swap(image, offset + y * side + x, offset + x * side + y);
            }
        }
    }

    private static void swap(float[] image, int a, int b) {
        float kept = image[a];
        image[a] = image[b];
        image[b] = kept;
    }
}
