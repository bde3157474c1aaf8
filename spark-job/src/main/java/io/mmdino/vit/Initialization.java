package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import java.util.SplittableRandom;

/**
 * Starting values as DINOv2 draws them: Linear weights and positions from a normal of deviation 0.02 truncated at two
 * units (another deviation for widths far below DINOv2's, where 0.02 lets no signal through), the patch embedding and the prototypes as torch's layers start, cls and registers near zero, mask token zero.
 *
 * <p>Each parameter has its own stream from (seed, name), so adding a head changes no other parameter.
 */
public final class Initialization {

    private static final double TINY = 1e-6;
    private static final double TRUNCATION = 2;

    private final long seed;
    private final double layerScale;
    private final double deviation;

    /** @param settings its layerScale and initialDeviation are used */
    public Initialization(long seed, VitSettings settings) {
        this.seed = seed;
        this.layerScale = settings.layerScale();
        this.deviation = settings.initialDeviation();
    }

    public void fill(ParameterVector weights) {
        for (Parameter parameter : weights.layout().parameters()) {
            float[] values = new float[Math.toIntExact(parameter.length())];
            fill(parameter, values, new SplittableRandom(seed ^ hash(parameter.name())));
            weights.of(parameter).copyFrom(values);
        }
    }

    private void fill(Parameter parameter, float[] values, SplittableRandom random) {
        String name = parameter.name();
        double fanIn = parameter.cols();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value(name, fanIn, random);
        }
    }

    private double value(String name, double fanIn, SplittableRandom random) {
        if (name.endsWith("patch_embed.proj.weight") || name.endsWith("weight_v")) {
            return random.nextDouble(-1, 1) / Math.sqrt(fanIn);
        }
        if (name.endsWith("bias") || name.endsWith("mask_token")) {
            return 0;
        }
        if (name.endsWith("gamma")) {
            return layerScale;
        }
        if (name.endsWith("weight_g") || name.contains("norm")) {
            return 1;
        }
        if (name.endsWith("cls_token") || name.endsWith("register_tokens")) {
            return TINY * random.nextGaussian();
        }
        return name.endsWith("mri_seq_embed.weight") ? random.nextGaussian() : truncated(random);
    }

    /** Cut at two units, torch's default bounds. */
    private double truncated(SplittableRandom random) {
        double value = deviation * random.nextGaussian();
        return Math.max(-TRUNCATION, Math.min(TRUNCATION, value));
    }

    /** FNV-1a over the name, spread by the 64-bit golden ratio. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return hash * 0x9e3779b97f4a7c15L;
    }
}
