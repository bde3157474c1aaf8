package io.mmdino.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The targets of the student's losses: Sinkhorn-Knopp, centred softmax, and labels. */
class TargetsTest {

    private static final ReferenceTensors GOLDEN = ReferenceTensors.open("/golden/losses_and_schedules.safetensors");
    private static final double SINKHORN_TEMPERATURE = 0.07;
    private static final double SOFTMAX_TEMPERATURE = 0.05;

    private final Kernels kernels = Backends.scalar(Tensor.Type.FLOAT64);

    @Test
    void sinkhornAgreesWithTheReference() {
        double[][] wanted = GOLDEN.rows("sinkhorn.out");
        double[][] found = sinkhorn(GOLDEN.rows("sinkhorn.in"));
        for (int r = 0; r < wanted.length; r++) {
            assertThat(found[r]).as("row %d", r).containsExactly(wanted[r], within(1e-5));
        }
    }

    @Test
    void sinkhornGivesDistributions() {
        for (double[] row : sinkhorn(GOLDEN.rows("sinkhorn.in"))) {
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void sinkhornDistinguishesLargeLogits() {
        double[][] found = sinkhorn(new double[][] {{20, 8, 8}, {8, 20, 8}, {8, 8, 20}});
        for (int r = 0; r < found.length; r++) {
            assertThat(found[r][r]).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void sinkhornOfNoRowsHereStillTakesItsPartInTheSums() {
        int[] calls = {0};
        sinkhorn(kernels.zeros(0, 4), (own, values) -> calls[0]++);
        assertThat(calls[0]).isEqualTo(3);
    }

    private void sinkhorn(Tensor logits, BatchReducer reducer) {
        try (Workspace workspace = new Workspace(kernels, Tensor.Type.FLOAT64)) {
            Sinkhorn.targets(kernels, workspace, logits, kernels.numbers(SINKHORN_TEMPERATURE), reducer);
        }
    }

    private double[][] sinkhorn(double[][] logits) {
        Tensor rows = kernels.zeros(logits.length, logits[0].length);
        for (int r = 0; r < logits.length; r++) {
            for (int k = 0; k < logits[r].length; k++) {
                rows.set((long) r * rows.cols() + k, logits[r][k]);
            }
        }
        sinkhorn(rows, BatchReducer.single());
        double[][] targets = new double[logits.length][];
        Arrays.setAll(targets, r -> rows.rows(r, r + 1).toDoubles());
        return targets;
    }

    @Test
    void theCentreMovesATenthOfTheWayToTheMeanOfTheBatch() {
        Centre centre = new Centre(kernels, 2);
        Tensor logits = kernels.zeros(2, 2).copyFrom(new float[] {1, 2, 3, 6});
        centre.update(logits, 0.9, BatchReducer.single());
        assertThat(centre.value().toDoubles()).containsExactly(new double[] {0.2, 0.4}, within(1e-12));
        centre.update(logits, 0.9, BatchReducer.single());
        assertThat(centre.value().toDoubles()).containsExactly(new double[] {0.38, 0.76}, within(1e-12));
    }

    @Test
    void theCentreIsOfAllWorkersRows() {
        Centre centre = new Centre(kernels, 2);
        BatchReducer withAnother =
                BatchReducer.onHost(values -> new double[] {values[0] + 8, values[1], values[2] + 3});
        centre.update(kernels.zeros(1, 2).copyFrom(new float[] {0, 4}), 0, withAnother);
        assertThat(centre.value().toDoubles()).containsExactly(new double[] {2, 1}, within(1e-12));
    }

    @Test
    void theCentreStaysWhenNoWorkerHasARow() {
        Centre centre = new Centre(kernels, 2);
        centre.value().copyFrom(new float[] {5, 7});
        centre.update(kernels.zeros(0, 2), 0.9, BatchReducer.single());
        assertThat(centre.value().toDoubles()).containsExactly(5, 7);
    }

    @Test
    void centredTargetsAgreeWithTheReference() {
        Centre centre = new Centre(kernels, 64);
        Tensor logits = kernels.zeros(10, 64).copyFrom(GOLDEN.floats("sinkhorn.in"));
        centre.update(logits, 0.9, BatchReducer.single());
        assertThat(centre.value().toFloats()).containsExactly(GOLDEN.floats("center.after1"), within(1e-6f));
        Tensor targets = kernels.zeros(10, 64);
        kernels.centredSoftmax(logits, centre.value(), kernels.numbers(SOFTMAX_TEMPERATURE), targets);
        assertThat(targets.toFloats()).containsExactly(GOLDEN.floats("center.softmax"), within(1e-5f));
    }

    @Test
    void aLabelIsSmoothedAndWeightedByHowRareItsClassIs() {
        List<OptionalInt> labels = List.of(
                OptionalInt.of(0), OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(1), OptionalInt.of(2));
        LabelTargets targets = LabelTargets.of(labels, 3, 3, 0.3);
        assertThat(targets.labelled()).isEqualTo(4);
        double common = Math.log(2);
        double rare = Math.log(4);
        assertThat(targets.rows()[0])
                .containsExactly(new double[] {0.8 * common, 0.1 * rare, 0.1 * rare}, within(1e-5));
        assertThat(targets.rows()[2])
                .containsExactly(new double[] {0.1 * common, 0.1 * rare, 0.8 * rare}, within(1e-5));
    }

    @Test
    void prototypesThatAreNoClassAreNeverATarget() {
        LabelTargets targets = LabelTargets.of(List.of(OptionalInt.of(0), OptionalInt.of(1)), 2, 4, 0.1);
        assertThat(targets.rows()[1]).hasSize(4).endsWith(0, 0);
    }

    @Test
    void aBatchWithoutLabelsHasNoTargets() {
        LabelTargets targets = LabelTargets.of(List.of(OptionalInt.empty()), 3, 3, 0.1);
        assertThat(targets.labelled()).isZero();
        assertThat(targets.rows()).hasDimensions(3, 3).isDeepEqualTo(new double[3][3]);
    }

    @Test
    void aLabelBelowZeroIsNamed() {
        assertThatThrownBy(() -> LabelTargets.of(List.of(OptionalInt.of(-1)), 3, 3, 0.1))
                .hasMessageContaining("label -1, wanted 0 to 2");
    }
}
