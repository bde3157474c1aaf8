package io.mmdino.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.checkpoint.Golden;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.checkpoint.TensorSource.TensorInfo;
import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Segments;
import io.mmdino.kernel.Tensor;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdamWTest {

    private static final OptimSettings SETTINGS = OptimSettings.paper();
    private static final Schedules.Values NOW = new Schedules.Values(1e-2, 5e-3, 0.3, 0.99, 0.05);

    private final Lanes lanes = new Lanes(2);
    private final Kernels kernels = Backends.scalar(Tensor.Type.FLOAT64);

    @AfterEach
    void stopLanes() {
        lanes.close();
    }

    @Test
    void tenStepsAgreeWithANaiveOptimiserInDouble() {
        agreesWithNaive(iteration -> false);
    }

    @Test
    void aBackboneThatThawsLaterStartsWithTheBiasCorrectionOfItsFirstStep() {
        agreesWithNaive(iteration -> iteration < 6);
    }

    @Test
    void aGroupFrozenInTheMiddleKeepsItsMomentsAndItsCount() {
        agreesWithNaive(iteration -> iteration >= 3 && iteration < 7);
    }

    @Test
    void anotherNumberOfLanesGivesTheSameBits() {
        try (Lanes one = new Lanes(1)) {
            Run first = new Run(Tensor.Type.FLOAT32);
            Run second = new Run(Tensor.Type.FLOAT32);
            for (int i = 0; i < 5; i++) {
                first.step(one, i, false);
                second.step(lanes, i, false);
            }
            first.layout.parameters().forEach(p -> assertThat(
                            second.weights.of(p).toFloats())
                    .isEqualTo(first.weights.of(p).toFloats()));
        }
    }

    @Test
    void anOptimiserThatGoesOnFromSavedStepsEndsWhereAnUninterruptedOneDoes() {
        Run whole = new Run(Tensor.Type.FLOAT64);
        Run resumed = new Run(Tensor.Type.FLOAT64);
        for (int i = 0; i < 4; i++) {
            whole.step(lanes, i, i < 2);
            resumed.step(lanes, i, i < 2);
        }
        Map<String, Long> saved = resumed.optimiser.steps();
        assertThat(saved).containsExactlyInAnyOrderEntriesOf(Map.of("backbone", 2L, "dino_head", 4L));
        resumed.optimiser = new AdamW(resumed.groups, SETTINGS, kernels, resumed.firstMoment, resumed.secondMoment);
        resumed.optimiser.restoreSteps(saved);
        whole.step(lanes, 4, false);
        resumed.step(lanes, 4, false);
        whole.layout.parameters().forEach(p -> assertThat(resumed.weights.of(p).toDoubles())
                .isEqualTo(whole.weights.of(p).toDoubles()));
    }

    @Test
    void stepsOfAnotherModelsGroupsAreRefused() {
        assertThatThrownBy(() -> new Run(Tensor.Type.FLOAT64).optimiser.restoreSteps(Map.of("backbone", 3L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[backbone]")
                .hasMessageContaining("[backbone, dino_head]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void aGradientThatIsNotFiniteStopsTheStepBeforeAnythingMoves(double broken) {
        Run run = new Run(Tensor.Type.FLOAT64);
        run.drawGradients(0);
        run.gradients.of("dino_head.mlp.0.bias").set(3, broken);
        double[] before = run.weights.of("backbone.blocks.1.mlp.fc1.weight").toDoubles();
        run.optimiser.measure(lanes, run.gradients);
        run.optimiser.step(lanes, run.weights, run.gradients, NOW, kernels.numbers(), group -> false);
        run.optimiser.follow(lanes, run.weights, run.gradients, 0.5, kernels.numbers());
        Map<String, Double> norms = run.optimiser.gradientNorms();
        assertThat(norms.get("backbone")).isFinite();
        assertThat(norms.get("dino_head")).isNotFinite();
        assertThat(run.weights.of("backbone.blocks.1.mlp.fc1.weight").toDoubles())
                .isEqualTo(before);
        assertThat(run.firstMoment.range(0, (int) run.layout.length()).toDoubles())
                .containsOnly(0);
    }

    @Test
    void aLossThatIsNotFiniteStopsTheStepBeforeAnythingMoves() {
        Run run = new Run(Tensor.Type.FLOAT64);
        run.drawGradients(0);
        double[] before = run.weights.range(0, (int) run.layout.length()).toDoubles();
        Tensor figures = kernels.numbers(1, Double.NaN, 2);
        run.optimiser.measure(lanes, run.gradients);
        run.optimiser.step(lanes, run.weights, run.gradients, NOW, figures, group -> false);
        run.optimiser.follow(lanes, run.weights, run.gradients, 0.5, figures);
        assertThat(run.weights.range(0, (int) run.layout.length()).toDoubles()).isEqualTo(before);
        assertThat(run.firstMoment.range(0, (int) run.layout.length()).toDoubles())
                .containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"2.9, 2.9", "30, 3"})
    void gradientsAreScaledToTheLimitOnlyWhenTheirNormIsAboveIt(double norm, double clipped) {
        Run run = new Run(Tensor.Type.FLOAT64);
        run.gradients.of("dino_head.mlp.0.bias").set(3, norm);
        run.optimiser.measure(lanes, run.gradients);
        run.optimiser.step(lanes, run.weights, run.gradients, NOW, kernels.numbers(), group -> false);
        double moment = run.firstMoment.of("dino_head.mlp.0.bias").get(3);
        assertThat(moment / (1 - SETTINGS.beta1()))
                .isCloseTo(clipped, within(1e-5))
                .isLessThanOrEqualTo(clipped);
    }

    @Test
    void aParameterLongerThanASegmentIsUpdatedToItsEnd() {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        builder.add("backbone.blocks.0.mlp.fc1.weight", 3, Segments.LONGEST / 2);
        ParameterLayout layout = builder.build();
        try (ParameterVector weights = new ParameterVector(layout, Tensor.Type.FLOAT64);
                ParameterVector gradients = new ParameterVector(layout, Tensor.Type.FLOAT64);
                ParameterVector first = new ParameterVector(layout, Tensor.Type.FLOAT64);
                ParameterVector second = new ParameterVector(layout, Tensor.Type.FLOAT64);
                AdamW optimiser =
                        new AdamW(ParameterGroups.of(layout, 2, SETTINGS), SETTINGS, kernels, first, second)) {
            kernels.fill(gradients.range(0, (int) gradients.length()), 1);
            optimiser.measure(lanes, gradients);
            optimiser.step(lanes, weights, gradients, NOW, kernels.numbers(), group -> false);
            assertThat(optimiser.gradientNorms().get("backbone"))
                    .isCloseTo(Math.sqrt(1.5 * Segments.LONGEST), within(1e-9));
            double moved = weights.of("backbone.blocks.0.mlp.fc1.weight").get(0);
            assertThat(moved).isNegative();
            assertThat(weights.range(0, (int) weights.length()).toDoubles()).containsOnly(moved);
        }
    }

    @Test
    void normsOfTheRecordedGradientsAreTheRecordedNorms() throws IOException {
        JsonNode recorded = new ObjectMapper()
                .readTree(Golden.file("train_semi.json").toFile())
                .at("/losses/0/grad_norm");
        String prefix = "step0.grad.";
        try (Safetensors golden = Safetensors.open(Golden.file("train_semi.safetensors"))) {
            ParameterLayout.Builder builder = new ParameterLayout.Builder();
            for (Map.Entry<String, TensorInfo> tensor : golden.tensors().entrySet()) {
                if (tensor.getKey().startsWith(prefix)) {
                    builder.add(
                            tensor.getKey().substring(prefix.length()),
                            tensor.getValue().shape().toArray(Integer[]::new));
                }
            }
            ParameterVector gradients = new ParameterVector(builder.build(), Tensor.Type.FLOAT64);
            for (Parameter p : gradients.layout().parameters()) {
                golden.into(prefix + p.name(), gradients.of(p));
            }
            AdamW optimiser = new AdamW(
                    ParameterGroups.of(gradients.layout(), 2, SETTINGS), SETTINGS, kernels, gradients, gradients);
            optimiser.measure(lanes, gradients);
            Map<String, Double> norms = optimiser.gradientNorms();
            assertThat(norms).containsOnlyKeys("backbone", "dino_head");
            norms.forEach((group, norm) ->
                    assertThat(norm / recorded.get(group).asDouble()).as(group).isCloseTo(1, within(1e-6)));
        }
    }

    private void agreesWithNaive(LongPredicate backboneFrozen) {
        Run run = new Run(Tensor.Type.FLOAT64);
        NaiveAdamW naive = new NaiveAdamW(run.weights);
        for (int i = 0; i < 10; i++) {
            run.step(lanes, i, backboneFrozen.test(i));
            naive.step(run.gradients, backboneFrozen.test(i));
        }
        for (Parameter p : run.layout.parameters()) {
            double[] expected = naive.weights(p.name());
            for (int i = 0; i < expected.length; i++) {
                assertThat(run.weights.of(p).get(i)).as(p.name()).isCloseTo(expected[i], within(1e-12));
            }
        }
    }

    /** Training of a small model with random gradients, some above the clipping limit and some below. */
    private final class Run {
        final ParameterLayout layout = layout();
        final ParameterGroups groups = ParameterGroups.of(layout, 2, SETTINGS);
        final ParameterVector weights;
        final ParameterVector gradients;
        final ParameterVector firstMoment;
        final ParameterVector secondMoment;
        final Kernels scalar;
        AdamW optimiser;

        Run(Tensor.Type type) {
            scalar = Backends.scalar(type);
            weights = new ParameterVector(layout, type);
            gradients = new ParameterVector(layout, type);
            firstMoment = new ParameterVector(layout, type);
            secondMoment = new ParameterVector(layout, type);
            optimiser = new AdamW(groups, SETTINGS, scalar, firstMoment, secondMoment);
            draw(weights, new Random(11), 1);
        }

        void drawGradients(int iteration) {
            draw(gradients, new Random(100 + iteration), iteration % 2 == 0 ? 1 : 0.1);
        }

        void step(Lanes on, int iteration, boolean backboneFrozen) {
            drawGradients(iteration);
            optimiser.measure(on, gradients);
            optimiser.step(
                    on, weights, gradients, NOW, scalar.numbers(), group -> backboneFrozen && group.equals("backbone"));
        }

        private static void draw(ParameterVector vector, Random random, double scale) {
            for (Parameter p : vector.layout().parameters()) {
                for (int i = 0; i < p.length(); i++) {
                    vector.of(p).set(i, scale * random.nextGaussian());
                }
            }
        }

        private static ParameterLayout layout() {
            ParameterLayout.Builder builder = new ParameterLayout.Builder();
            builder.add("backbone.patch_embed.proj.weight", 5, 7);
            builder.add("backbone.blocks.0.norm1.weight", 7);
            builder.add("backbone.blocks.1.mlp.fc1.weight", 9, 7);
            builder.add("dino_head.mlp.0.bias", 11);
            builder.add("dino_head.last_layer.weight_v", 3, 11);
            return builder.build();
        }
    }
}
