package io.mmdino.vit;

import io.mmdino.settings.Checks;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shape of a backbone.
 *
 * @param architecture {@code vit_small}, {@code vit_base}, {@code vit_large}, {@code vit_giant}, or {@code custom}
 * @param width embedding width, D; 0 takes the architecture's
 * @param depth number of blocks; 0 takes the architecture's
 * @param heads number of attention heads, H, a divisor of the width; 0 takes the architecture's
 * @param patch side of a patch, P, pixels
 * @param imageSize side of the image that the stored position embedding belongs to, pixels; 518 in DINOv2
 * @param sequences MRI sequences in the order of the input, M of them
 * @param embeddingRows names of the rows of {@code mri_seq_embed}; every sequence must be among them
 * @param feedForward kind of the blocks' feed-forward network
 * @param registers number of register tokens, 0 or DINOv2-reg's 4
 * @param layerScale initial value of LayerScale's gamma
 * @param initialDeviation standard deviation of the initial Linear weights and positions; 0.02 in DINOv2
 * @param dropPath rate of stochastic depth, equal in all blocks
 */
public record VitSettings(
        String architecture,
        int width,
        int depth,
        int heads,
        int patch,
        int imageSize,
        List<String> sequences,
        List<String> embeddingRows,
        FeedForward.Kind feedForward,
        int registers,
        double layerScale,
        double initialDeviation,
        double dropPath) {

    private record Shape(int width, int depth, int heads) {}

    private static final Map<String, Shape> SHAPES = new TreeMap<>(Map.of(
            "vit_small", new Shape(384, 12, 6),
            "vit_base", new Shape(768, 12, 12),
            "vit_large", new Shape(1024, 24, 16),
            "vit_giant", new Shape(1536, 40, 24),
            "custom", new Shape(0, 0, 0)));

    /** Standard deviation of DINOv2's initial weights. */
    public static final double DINOV2_DEVIATION = 0.02;

    public VitSettings {
        Shape shape = SHAPES.get(architecture);
        Checks checks = new Checks().that(shape != null, "architecture", architecture, "one of " + SHAPES.keySet());
        width = width == 0 ? shape.width : width;
        depth = depth == 0 ? shape.depth : depth;
        heads = heads == 0 ? shape.heads : heads;
        checks.that(width > 0, "width", width, "1 or more for architecture custom")
                .that(depth > 0, "depth", depth, "1 or more for architecture custom")
                .that(heads > 0 && width % heads == 0, "heads", heads, "a divisor of width " + width)
                .that(patch > 0, "patch", patch, "1 or more")
                .that(
                        imageSize >= patch && imageSize % patch == 0,
                        "image-size",
                        imageSize,
                        "a multiple of patch " + patch)
                .that(!sequences.isEmpty(), "sequences", " is empty, wanted one name or more")
                .that(
                        new LinkedHashSet<>(sequences).size() == sequences.size(),
                        "sequences",
                        sequences,
                        "each name once")
                .that(
                        embeddingRows.containsAll(sequences),
                        "embedding-rows",
                        embeddingRows,
                        "it to hold all of " + sequences)
                .that(registers >= 0, "registers", registers, "0 or more")
                .that(
                        initialDeviation > 0 && initialDeviation <= 1,
                        "initial-deviation",
                        initialDeviation,
                        "above 0, at most 1")
                .that(dropPath >= 0 && dropPath < 1, "drop-path", dropPath, "0 to below 1");
        sequences = List.copyOf(sequences);
        embeddingRows = List.copyOf(embeddingRows);
    }

    /** Patches along one side of the stored position embedding. */
    public int storedGrid() {
        return imageSize / patch;
    }

    /** Patches along one side of an image, g. */
    public int grid(int side) {
        new Checks()
                .that(
                        side >= patch && side % patch == 0,
                        "an image side of " + side + " px, wanted a multiple of patch " + patch);
        return side / patch;
    }

    /** Patches per sequence of an image, n. */
    public int patches(int side) {
        return grid(side) * grid(side);
    }

    /** Tokens of an image: cls, registers and the patches of all sequences, N. */
    public int tokens(int side) {
        return 1 + registers + sequences.size() * patches(side);
    }

    /** Row of {@code mri_seq_embed} for each input sequence. */
    public int[] embeddingRowOfSequence() {
        return sequences.stream().mapToInt(embeddingRows::indexOf).toArray();
    }
}
