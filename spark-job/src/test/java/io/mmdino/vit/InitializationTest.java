package io.mmdino.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitializationTest {

    private static final HeadSettings HEAD = new HeadSettings(5, 4, 3);

    private static ParameterVector weights(long seed, boolean withHead) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        if (withHead) {
            new DinoHead(layout, "dino_head", 8, HEAD);
        }
        new Backbone(layout, "backbone.", TinyVits.of(FeedForward.Kind.MLP, 2, "t1", "t2"));
        ParameterVector weights = new ParameterVector(layout.build(), Tensor.Type.FLOAT32);
        new Initialization(seed, TinyVits.of(FeedForward.Kind.MLP, 2, "t1", "t2")).fill(weights);
        return weights;
    }

    @Test
    void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() {
        String name = "backbone.blocks.1.mlp.fc1.weight";
        float[] first = weights(3, false).of(name).toFloats();
        assertThat(weights(3, false).of(name).toFloats()).containsExactly(first);
        assertThat(weights(4, false).of(name).toFloats()).isNotEqualTo(first);
    }

    @Test
    void aHeadMoreChangesNoOtherParameter() {
        ParameterVector alone = weights(3, false);
        ParameterVector withHead = weights(3, true);
        alone.layout().names().forEach(name -> assertThat(withHead.of(name).toFloats())
                .as(name)
                .containsExactly(alone.of(name).toFloats()));
    }

    @Test
    void parametersOfOneShapeDiffer() {
        ParameterVector weights = weights(3, true);
        assertThat(weights.of("backbone.blocks.0.attn.proj.weight").toFloats())
                .isNotEqualTo(weights.of("backbone.blocks.1.attn.proj.weight").toFloats());
    }

    @Test
    void valuesStartAsDinov2StartsThem() {
        ParameterVector weights = weights(3, true);
        assertAll(weights, "backbone.blocks.0.ls1.gamma", 1e-5f);
        assertAll(weights, "backbone.blocks.0.norm2.weight", 1);
        assertAll(weights, "backbone.norm.bias", 0);
        assertAll(weights, "backbone.mask_token", 0);
        assertAll(weights, "backbone.patch_embed.proj.bias", 0);
        assertAll(weights, "dino_head.last_layer.weight_g", 1);
        assertThat(largest(weights, "backbone.cls_token")).isPositive().isLessThan(1e-5);
        assertThat(largest(weights, "backbone.register_tokens")).isPositive().isLessThan(1e-5);
        assertThat(largest(weights, "dino_head.last_layer.weight_v")).isLessThanOrEqualTo(1 / Math.sqrt(4));
        assertThat(largest(weights, "backbone.patch_embed.proj.weight")).isLessThanOrEqualTo(1 / Math.sqrt(3 * 2 * 2));
        assertThat(deviation(weights, "backbone.blocks.0.mlp.fc1.weight")).isCloseTo(0.02, within(0.003));
        assertThat(deviation(weights, "backbone.pos_embed")).isCloseTo(0.02, within(0.004));
        assertThat(deviation(weights, "backbone.mri_seq_embed.weight")).isCloseTo(1, within(0.3));
    }

    private static void assertAll(ParameterVector weights, String name, float value) {
        assertThat(weights.of(name).toFloats()).as(name).containsOnly(value);
    }

    private static double largest(ParameterVector weights, String name) {
        return Arrays.stream(weights.of(name).toDoubles()).map(Math::abs).max().orElseThrow();
    }

    private static double deviation(ParameterVector weights, String name) {
        double[] values = weights.of(name).toDoubles();
        return Math.sqrt(Arrays.stream(values).map(x -> x * x).sum() / values.length);
    }
}
