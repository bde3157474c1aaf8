package io.mmdino.crop;

/**
 * Hides patches of a grid in rectangular blocks until a target is reached or no block fits any more. Blocks may overlap; the
 * target is never exceeded.
 *
 * <p>Source: Bao et al., BEiT, arXiv:2106.08254, algorithm 1, with the limits that DINOv2 sets.
 */
record BlockMask(int grid, MaskSettings settings) {

    // Twice BEiT's 10: blocks that rounding leaves below the smallest size are refused here.
    private static final int ATTEMPTS = 20;

    /**
     * @param target patches to hide at most
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

    /** @return how many patches the block hid that were not hidden before; 0 when none of the attempts fitted */
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
            CropBox block = new CropBox(top, first, height, width);
            int added = height * width - countIn(mask, block);
            if (added > 0 && added <= left) {
                hide(mask, block);
                return added;
            }
        }
        return 0;
    }

    private int countIn(boolean[] mask, CropBox block) {
        int count = 0;
        for (int y = block.top(); y < block.top() + block.height(); y++) {
            for (int x = block.left(); x < block.left() + block.width(); x++) {
                count += mask[y * grid + x] ? 1 : 0;
            }
        }
        return count;
    }

    private void hide(boolean[] mask, CropBox block) {
        for (int y = block.top(); y < block.top() + block.height(); y++) {
            for (int x = block.left(); x < block.left() + block.width(); x++) {
                mask[y * grid + x] = true;
            }
        }
    }
}
