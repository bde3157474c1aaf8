package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import java.util.SplittableRandom;

/**
 * Initial weights as DINOv2 draws them. In PyTorch:
 *
 * <ul>
 *   <li>Linear weights and positions: {@code nn.init.trunc_normal_(weight, std=0.02)}. Widths far below DINOv2's need a
 *       larger deviation, because 0.02 lets no signal through.
 *   <li>Patch embedding and prototypes: {@code nn.init.uniform_(weight, -1 / sqrt(fan_in), 1 / sqrt(fan_in))}, the default
 *       of {@code nn.Conv2d} and {@code nn.Linear}.
 *   <li>Cls token and registers: {@code nn.init.normal_(token, std=1e-6)}; sequence embeddings: {@code std=1}.
 *   <li>Biases and mask token 0; norms and weight_g 1; LayerScale's gamma from the settings.
 * </ul>
 *
 * <p>Each parameter has its own random stream from (seed, name), so adding a head changes no other parameter.
 */
public final class Initialization {

    private static final double TINY = 1e-6;
    private static final double TRUNCATION = 2;

    private final long seed;
    private final double layerScale;
    private final double deviation;

    /** @param settings give LayerScale's start and the deviation of drawn weights */
    public Initialization(long seed, VitSettings settings) {
        this.seed = seed;
        this.layerScale = settings.layerScale();
        this.deviation = settings.initialDeviation();
    }

    /** Overwrites all weights. */
    public void fill(ParameterVector weights) {
        ParameterVector host = weights.onHost();
        for (Parameter parameter : weights.layout().parameters()) {
            float[] values = new float[Math.toIntExact(parameter.length())];
            fill(parameter, values, new SplittableRandom(seed ^ hash(parameter.name())));
            host.of(parameter).copyFrom(values);
        }
        weights.changedOnHost();
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

    /** A normal value, limited to [-2, 2], the default bounds of {@code trunc_normal_}. */
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
