package io.mmdino.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.Backends;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.Tensor;
import io.mmdino.vit.Derivatives;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStepTest {

    private static final LossSettings ALL = TinyModels.losses(LossSettings.Centering.CENTERING);
    private static final LossSettings SUPERVISED_ONLY =
            new LossSettings(0, 0, 0, 1, 0.1, 0.1, 0.1, ALL.centering(), 0.9);
    private static final TrainingStep.Conditions FROZEN = new TrainingStep.Conditions(0.07, false, 5);

    private final Kernels kernels = KernelChoice.kernels("auto");

    @Test
    void gradientsOfAllLossesAgreeWithDifferencesWithOneSharedHead() {
        checkGradients(TinyModels.shared(0.3), ALL);
    }

    @Test
    void gradientsOfAllLossesAgreeWithDifferencesWithHeadsOfTheirOwnAndSinkhorn() {
        checkGradients(TinyModels.separate(0.3), TinyModels.losses(LossSettings.Centering.SINKHORN));
    }

    /** Checks gradients of the total loss, which contains twice the reported figures of KoLeo and iBOT. */
    private static void checkGradients(ModelSettings model, LossSettings losses) {
        ToDoubleFunction<StepLosses> total = l -> losses.dinoWeight() * (l.dinoLocal() + l.dinoGlobal())
                + 2 * l.koleo()
                + 2 * losses.ibotWeight() * l.ibot()
                + losses.semiSupervisedWeight() * l.labelledShare() * l.labelled();
        TrainingBatch batch = TinyModels.batch(4, 9);
        Kernels exact = Backends.scalar(Tensor.Type.FLOAT64);
        try (TinyStep differentiated = new TinyStep(model, losses, exact, 2);
                TinyStep moved = new TinyStep(model, losses, exact, 1)) {
            differentiated.run(batch);
            Derivatives.check(
                    moved.student,
                    differentiated.step.gradients(),
                    () -> {
                        exact.fill(moved.step.dinoCentre().value(), 0);
                        exact.fill(moved.step.ibotCentre().value(), 0);
                        return total.applyAsDouble(moved.run(batch));
                    },
                    1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void severalLanesGiveTheGradientsOfOne(int lanes) {
        TrainingBatch batch = TinyModels.batch(5, 3);
        try (TinyStep one = new TinyStep(TinyModels.separate(0.3), ALL, kernels, 1);
                TinyStep several = new TinyStep(TinyModels.separate(0.3), ALL, kernels, lanes)) {
            StepLosses wanted = one.run(batch);
            StepLosses found = several.run(batch);
            assertThat(found.dinoLocal()).isCloseTo(wanted.dinoLocal(), within(1e-5));
            assertThat(found.ibot()).isCloseTo(wanted.ibot(), within(1e-5));
            assertThat(found.labelledAccuracyLocal()).isEqualTo(wanted.labelledAccuracyLocal());
            assertSameGradients(one, several, 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16"})
    void theSameNumberOfLanesGivesTheSameBits(String precision) {
        Kernels own = KernelChoice.kernels("vector", precision);
        try (TinyStep first = new TinyStep(TinyModels.shared(0.3), ALL, own, 3);
                TinyStep second = new TinyStep(TinyModels.shared(0.3), ALL, own, 3)) {
            for (int step = 0; step < 3; step++) {
                TrainingBatch batch = TinyModels.batch(5, step);
                assertThat(second.run(batch)).isEqualTo(first.run(batch));
            }
            for (Parameter parameter : first.student.layout().parameters()) {
                assertThat(second.gradient(parameter)).as(parameter.name()).containsExactly(first.gradient(parameter));
            }
            assertThat(second.step.ibotCentre().value().toFloats())
                    .containsExactly(first.step.ibotCentre().value().toFloats());
        }
    }

    @Test
    void aBatchMayHaveFewerStudiesThanLanes() {
        TrainingBatch batch = TinyModels.batch(2, 3);
        try (TinyStep one = new TinyStep(TinyModels.shared(0), ALL, kernels, 1);
                TinyStep many = new TinyStep(TinyModels.shared(0), ALL, kernels, 5)) {
            one.run(TinyModels.batch(7, 1));
            many.run(TinyModels.batch(7, 1)); // leaves gradients that lanes without studies must clear
            one.run(batch);
            many.run(batch);
            assertSameGradients(one, many, 1e-5);
        }
    }

    private static void assertSameGradients(TinyStep wanted, TinyStep found, double tolerance) {
        for (Parameter parameter : wanted.student.layout().parameters()) {
            double[] expected = wanted.gradient(parameter);
            double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            assertThat(found.gradient(parameter))
                    .as(parameter.name())
                    .containsExactly(expected, within(tolerance * Math.max(largest, 1)));
        }
    }

    @Test
    void aSupervisedRunNeverUsesTheTeacher() {
        try (TinyStep tiny = new TinyStep(TinyModels.shared(0), SUPERVISED_ONLY, kernels, 2)) {
            tiny.teacher.layout().parameters().forEach(p -> kernels.fill(tiny.teacher.of(p), Double.NaN));
            StepLosses losses = tiny.run(TinyModels.batch(4, 3));
            assertThat(losses.labelled()).isFinite().isPositive();
            assertThat(List.of(losses.dinoLocal(), losses.dinoGlobal(), losses.ibot(), losses.koleo()))
                    .containsOnly(0.0);
            assertThat(losses.teacherEntropy()).isNaN();
            assertThat(tiny.step.dinoCentre().value().toDoubles()).containsOnly(0);
            tiny.student.layout().parameters().forEach(p -> assertThat(tiny.gradient(p))
                    .doesNotContain(Double.NaN));
        }
    }

    @Test
    void aFrozenBackboneHasNoGradientAndTheHeadsHaveTheirs() {
        try (TinyStep frozen = new TinyStep(TinyModels.separate(0), ALL, kernels, 2);
                TinyStep whole = new TinyStep(TinyModels.separate(0), ALL, kernels, 2)) {
            TrainingBatch batch = TinyModels.batch(4, 3);
            frozen.run(batch); // leaves backbone gradients that the frozen step must clear
            exactCentres(frozen);
            frozen.run(batch, FROZEN);
            whole.run(batch);
            for (Parameter parameter : frozen.student.layout().parameters()) {
                if (parameter.name().startsWith("backbone.")) {
                    assertThat(frozen.gradient(parameter)).as(parameter.name()).containsOnly(0);
                } else {
                    assertThat(frozen.gradient(parameter))
                            .as(parameter.name())
                            .containsExactly(whole.gradient(parameter));
                }
            }
        }
    }

    private static void exactCentres(TinyStep tiny) {
        tiny.kernels.fill(tiny.step.dinoCentre().value(), 0);
        tiny.kernels.fill(tiny.step.ibotCentre().value(), 0);
    }

    @Test
    void aBatchWithoutLabelsHasNoLabelledLoss() {
        TrainingBatch labelled = TinyModels.batch(4, 3);
        TrainingBatch unlabelled = TrainingBatch.of(labelled.studies().stream()
                .map(s -> new StudyCrops(s.globals(), s.locals(), s.masks(), s.present(), OptionalInt.empty()))
                .toList());
        try (TinyStep tiny = new TinyStep(TinyModels.shared(0), ALL, kernels, 2)) {
            StepLosses losses = tiny.run(unlabelled);
            assertThat(losses.labelled()).isZero();
            assertThat(losses.labelledShare()).isZero();
            assertThat(losses.labelledAccuracyGlobal()).isNaN();
            assertThat(losses.dinoGlobal()).isPositive();
        }
    }

    @Test
    void theFirstTargetsUseACentreOfZeroAndTheCentreMovesTowardsTheMean() {
        try (TinyStep tiny = new TinyStep(TinyModels.shared(0), ALL, kernels, 2)) {
            StepLosses first = tiny.run(TinyModels.batch(4, 3));
            StepLosses second = tiny.run(TinyModels.batch(4, 3));
            assertThat(tiny.step.dinoCentre().value().toDoubles())
                    .isNotEqualTo(new double[tiny.step.dinoCentre().value().cols()]);
            assertThat(second.dinoLocal()).isNotEqualTo(first.dinoLocal());
            exactCentres(tiny);
            assertThat(tiny.run(TinyModels.batch(4, 3)).dinoLocal()).isEqualTo(first.dinoLocal());
        }
    }

    @Test
    void scratchMemoryStopsGrowingAfterTheFirstSteps() {
        try (TinyStep tiny = new TinyStep(TinyModels.separate(0.3), ALL, kernels, 2)) {
            for (int step = 0; step < 3; step++) {
                tiny.run(TinyModels.batch(6, step));
            }
            long held = tiny.step.scratchElements();
            for (int step = 3; step < 50; step++) {
                tiny.run(TinyModels.batch(6, step));
            }
            assertThat(tiny.step.scratchElements()).isEqualTo(held);
        }
    }

    @Test
    void aLabelThatIsNoClassIsNamed() {
        StudyCrops study = TinyModels.batch(1, 0).studies().get(0);
        TrainingBatch batch = TrainingBatch.of(List.of(
                new StudyCrops(study.globals(), study.locals(), study.masks(), study.present(), OptionalInt.of(3))));
        try (TinyStep tiny = new TinyStep(TinyModels.shared(0), ALL, kernels, 1)) {
            assertThatThrownBy(() -> tiny.run(batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("label 3, wanted 0 to 2");
        }
    }

    @Test
    void patchesOfAnAbsentSequenceAreNeverTargets() {
        TrainingBatch batch = TinyModels.batch(12, 4);
        int patches = 16;
        for (int study = 0; study < batch.size(); study++) {
            boolean[] present = batch.studies().get(study).present();
            for (TrainingBatch.IbotTargets crop : batch.ibotTargets().get(study)) {
                assertThat(crop.patches()).isNotEmpty();
                assertThat(Arrays.stream(crop.patches()).map(p -> p / patches).filter(m -> !present[m]))
                        .isEmpty();
                assertThat(Arrays.stream(crop.weights()).sum()).isCloseTo(1, within(1e-12));
            }
        }
    }
}
