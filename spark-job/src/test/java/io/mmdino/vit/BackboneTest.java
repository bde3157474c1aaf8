package io.mmdino.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BackboneTest {

    private static final Kernels KERNELS = Backends.scalar(Tensor.Type.FLOAT64);

    private static final int CROPS = 3;
    private static final String[] TWO = {"t2", "t1"};

    private final ParameterLayout.Builder builder = new ParameterLayout.Builder();

    @Test
    void gradientsAgreeWithDifferencesOnTheStoredGrid() {
        checkGradients(TinyVits.of(FeedForward.Kind.MLP, 0, TWO), TinyVits.STORED_SIDE, all(), false);
    }

    @Test
    void gradientsAgreeWithDifferencesThroughInterpolatedPositionsRegistersAndMasks() {
        checkGradients(TinyVits.of(FeedForward.Kind.MLP, 2, TWO), TinyVits.OTHER_SIDE, all(), true);
    }

    @Test
    void gradientsAgreeWithDifferencesThroughAGatedNetworkAndStochasticDepth() {
        StochasticDepth some = (block, branch) -> new StochasticDepth.Branch(
                Optional.of(block == branch ? KERNELS.indices(0, 2) : KERNELS.indices(1)), block == branch ? 1.5 : 3);
        checkGradients(TinyVits.of(FeedForward.Kind.SWIGLU, 1, TWO), TinyVits.OTHER_SIDE, some, true);
    }

    private void checkGradients(VitSettings settings, int side, StochasticDepth depth, boolean masked) {
        Backbone backbone = new Backbone(builder, "", settings);
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            Tensor images = images(fixture, settings, side);
            Tensor mask = masked ? mask(settings, side) : KERNELS.flags();
            Tensor dtokens = fixture.normal(CROPS * settings.tokens(side), settings.width());
            Backbone.Prepared prepared = backbone.prepare(fixture.training, backbone.side(KERNELS, side));
            Backbone.Sums sums = backbone.sums(fixture.training, prepared);
            Backbone.State state = backbone.forward(fixture.training, prepared, images, mask, depth);
            backbone.backward(fixture.training, prepared, sums, state, dtokens);
            backbone.finish(fixture.training, prepared, sums);
            Derivatives.check(
                    fixture.weights,
                    fixture.gradients,
                    () -> {
                        fixture.workspace.releaseAll();
                        Backbone.Prepared again = backbone.prepare(fixture.training, backbone.side(KERNELS, side));
                        return LayerFixture.dot(
                                backbone.forward(fixture.training, again, images, mask, depth)
                                        .tokens(),
                                dtokens);
                    },
                    1e-7);
        }
    }

    @Test
    void inferenceGivesTheTokensOfATrainingForward() {
        VitSettings settings = TinyVits.of(FeedForward.Kind.MLP, 1, TWO);
        Backbone backbone = new Backbone(builder, "", settings);
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            Tensor images = images(fixture, settings, TinyVits.OTHER_SIDE);
            Tensor mask = mask(settings, TinyVits.OTHER_SIDE);
            assertThat(tokens(fixture, fixture.inference, backbone, images, mask))
                    .containsExactly(tokens(fixture, fixture.training, backbone, images, mask));
        }
    }

    @Test
    void aCropSeesNothingOfTheOthersInItsBatch() {
        VitSettings settings = TinyVits.of(FeedForward.Kind.MLP, 0, TWO);
        Backbone backbone = new Backbone(builder, "", settings);
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            Tensor images = images(fixture, settings, TinyVits.OTHER_SIDE);
            double[] together = tokens(fixture, fixture.inference, backbone, images, KERNELS.flags());
            double[] alone = tokens(fixture, fixture.inference, backbone, images.rows(2, 4), KERNELS.flags());
            for (int i = 0; i < alone.length; i++) {
                assertThat(together[alone.length + i]).isCloseTo(alone[i], within(1e-12));
            }
        }
    }

    @Test
    void whatAMissingSequenceHoldsIsNeverSeen() {
        VitSettings settings = TinyVits.of(FeedForward.Kind.MLP, 0, TWO);
        Backbone backbone = new Backbone(builder, "", settings);
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            int patches = settings.patches(TinyVits.OTHER_SIDE);
            boolean[] secondMissing = new boolean[2 * patches];
            Arrays.fill(secondMissing, patches, 2 * patches, true);
            Tensor images = fixture.normal(2, TinyVits.OTHER_SIDE * TinyVits.OTHER_SIDE);
            double[] before = tokens(fixture, fixture.inference, backbone, images, KERNELS.flags(secondMissing));
            fixture.kernels.fill(images.rows(1, 2), 7);
            assertThat(tokens(fixture, fixture.inference, backbone, images, KERNELS.flags(secondMissing)))
                    .containsExactly(before);
            fixture.kernels.fill(images.rows(0, 1), 7);
            assertThat(tokens(fixture, fixture.inference, backbone, images, KERNELS.flags(secondMissing)))
                    .isNotEqualTo(before);
        }
    }

    @Test
    void aMissingSequenceIsMaskTokensWithPositionAndItsOwnUnitDirection() {
        VitSettings settings = TinyVits.of(FeedForward.Kind.MLP, 0, TWO);
        Backbone backbone = new Backbone(builder, "", settings);
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            int patches = settings.patches(TinyVits.STORED_SIDE);
            boolean[] firstMissing = new boolean[2 * patches];
            Arrays.fill(firstMissing, 0, patches, true);
            Tensor images = fixture.normal(2, TinyVits.STORED_SIDE * TinyVits.STORED_SIDE);
            Backbone.Prepared prepared =
                    backbone.prepare(fixture.training, backbone.side(KERNELS, TinyVits.STORED_SIDE));
            Tensor embedded = backbone.forward(
                            fixture.training, prepared, images, KERNELS.flags(firstMissing), StochasticDepth.off())
                    .embeddedTokens();
            Tensor t2 = fixture.weights.of("mri_seq_embed.weight").rows(2, 3);
            double length = Math.sqrt(
                    DoubleStream.of(t2.toDoubles()).map(value -> value * value).sum());
            for (int j = 0; j < patches; j++) {
                for (int d = 0; d < settings.width(); d++) {
                    double wanted = fixture.weights.of("mask_token").get(d)
                            + fixture.weights.of("pos_embed").get(1 + j, d)
                            + t2.get(d) / length;
                    assertThat(embedded.get(1 + j, d)).isCloseTo(wanted, within(1e-12));
                }
            }
        }
    }

    @Test
    void anImageThatIsNotWholePatchesIsRefused() {
        VitSettings settings = TinyVits.of(FeedForward.Kind.MLP, 0, TWO);
        assertThatThrownBy(() -> settings.tokens(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 px")
                .hasMessageContaining("multiple of patch 2");
    }

    @Test
    void backwardWithoutGradientsIsRefused() {
        Backbone backbone = new Backbone(builder, "", TinyVits.of(FeedForward.Kind.MLP, 0, TWO));
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            Backbone.Prepared prepared =
                    backbone.prepare(fixture.inference, backbone.side(KERNELS, TinyVits.STORED_SIDE));
            Backbone.Sums sums = backbone.sums(fixture.inference, prepared);
            assertThatThrownBy(() -> backbone.finish(fixture.inference, prepared, sums))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("without gradients");
        }
    }

    private static double[] tokens(LayerFixture fixture, Pass pass, Backbone backbone, Tensor images, Tensor mask) {
        fixture.workspace.releaseAll();
        int side = (int) Math.round(Math.sqrt(images.cols()));
        Backbone.Prepared prepared = backbone.prepare(pass, backbone.side(KERNELS, side));
        return backbone.forward(pass, prepared, images, mask, StochasticDepth.off())
                .tokens()
                .toDoubles();
    }

    private static Tensor images(LayerFixture fixture, VitSettings settings, int side) {
        return fixture.normal(CROPS * settings.sequences().size(), side * side);
    }

    private static Tensor mask(VitSettings settings, int side) {
        SplittableRandom random = new SplittableRandom(5);
        boolean[] mask = new boolean[CROPS * settings.sequences().size() * settings.patches(side)];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextInt(3) == 0;
        }
        return KERNELS.flags(mask);
    }

    private static StochasticDepth all() {
        return StochasticDepth.off();
    }
}
