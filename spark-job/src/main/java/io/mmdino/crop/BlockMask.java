package io.mmdino.crop;

/**
 * Hides patches of a grid in rectangular blocks until a target is reached or no further block fits. Blocks may overlap; the
 * target is never exceeded.
 *
 * <p>Source: Bao et al., BEiT, arXiv:2106.08254, algorithm 1, with DINOv2's limits.
 *
 * @param grid patches along one side
 * @param settings block sizes and aspect
 */
record BlockMask(int grid, MaskSettings settings) {

    // Twice BEiT's 10: blocks that rounding leaves below the smallest size are refused here.
    private static final int ATTEMPTS = 20;

    /** A rectangle of patches. */
    private record Block(int top, int left, int height, int width) {}

    /**
     * Draws one mask.
     *
     * @param target largest number of hidden patches
     * @return true where hidden, [grid, grid]
     */
    boolean[] draw(int target, RandomStream random) {
        boolean[] mask = new boolean[grid * grid];
        int hidden = 0;
        boolean fits = true;
        while (hidden < target && fits) {
            int added = addBlock(mask, target - hidden, random);
            hidden += added;
            fits = added > 0;
        }
        return mask;
    }

    /** Hides one more block. @return patches that it hid and that were visible before; 0 when no attempt fitted */
    private int addBlock(boolean[] mask, int left, RandomStream random) {
        int cap = (int) (settings.blockMaxShare() * mask.length);
        int least = Math.min(settings.blockMin(), cap);
        int most = Math.max(least, Math.min(left, cap));
        double reach = -Math.log(settings.aspectMin());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = random.uniform(least, most);
            double aspect = Math.exp(random.uniform(-reach, reach));
            int height = (int) Math.round(Math.sqrt(area * aspect));
            int width = (int) Math.round(Math.sqrt(area / aspect));
            if (height > grid || width > grid || height * width < least || height * width > cap) {
                continue;
            }
            int top = random.integer(grid - height + 1);
            int first = random.integer(grid - width + 1);
            Block block = new Block(top, first, height, width);
            int added = height * width - countIn(mask, block);
            if (added > 0 && added <= left) {
                hide(mask, block);
                return added;
            }
        }
        return 0;
    }

    private int countIn(boolean[] mask, Block block) {
        int count = 0;
        for (int y = block.top(); y < block.top() + block.height(); y++) {
            for (int x = block.left(); x < block.left() + block.width(); x++) {
                count += mask[y * grid + x] ? 1 : 0;
            }
        }
        return count;
    }

    private void hide(boolean[] mask, Block block) {
        for (int y = block.top(); y < block.top() + block.height(); y++) {
            for (int x = block.left(); x < block.left() + block.width(); x++) {
                mask[y * grid + x] = true;
            }
        }
    }
}
