package io.mmdino.crop;

/**
 * One of the eight ways to lay a square: transposed first, then mirrored.
 *
 * @param transposed rows become columns
 * @param leftRight columns are mirrored
 * @param upDown rows are mirrored
 */
record FlipRotation(boolean transposed, boolean leftRight, boolean upDown) {

    /** Mirrored and turned with the probabilities of crops; uses up three or four numbers. */
    static FlipRotation drawn(CropSettings settings, RandomStream random) {
        boolean leftRight = random.chance(settings.flip());
        boolean upDown = random.chance(settings.verticalFlip());
        boolean turned = random.chance(settings.rotation());
        return quarters(turned ? 1 + random.integer(3) : 0).mirrored(leftRight, upDown);
    }

    /** A turn by {@code quarters} x 90 degrees counter-clockwise. */
    static FlipRotation quarters(int quarters) {
        return switch (quarters) {
            case 1 -> new FlipRotation(true, false, true);
            case 2 -> new FlipRotation(false, true, true);
            case 3 -> new FlipRotation(true, true, false);
            default -> new FlipRotation(false, false, false);
        };
    }

    /** This and then mirrored. */
    FlipRotation mirrored(boolean alsoLeftRight, boolean alsoUpDown) {
        return new FlipRotation(transposed, leftRight ^ alsoLeftRight, upDown ^ alsoUpDown);
    }

    /** Turns one plane [side, side] in place. */
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
