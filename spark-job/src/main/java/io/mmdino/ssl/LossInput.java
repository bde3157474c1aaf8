package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.HostInputs;
import io.mmdino.kernel.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * For each loss of a lane, the target of every row and its weight; weights include the division by the size of the whole
 * batch.
 *
 * <p>Letters: b = the lane's studies, L = local crops of a study, c = 2b + L*b cls rows, t = the lane's masked patches. Cls
 * rows are those of the global crops, then those of the local crops, each by study.
 *
 * @param dinoGlobal DINO's terms of the global crops, each against the other one's target, over c rows
 * @param dinoLocal DINO's terms of the local crops against the first and the second global crop's targets, over c rows; empty
 *     without local crops
 * @param ibot iBOT's terms, over t rows
 * @param labelled terms of the labelled studies, whose targets are their classes, over c rows
 * @param anyLabel whether the lane has a labelled study
 */
record LossInput(Term dinoGlobal, List<Term> dinoLocal, Term ibot, Term labelled, boolean anyLabel) {

    /**
     * Terms of a loss.
     *
     * @param target row of the targets for each row of the logits, [rows, 1] int32
     * @param weight [rows, 1] float64
     */
    record Term(Tensor target, Tensor weight) {

        /** The terms of rows {@code from} (inclusive) to {@code to} (exclusive). */
        Term rows(int from, int to) {
            return new Term(target.rows(from, to), weight.rows(from, to));
        }
    }

    static LossInput of(HostInputs inputs, LaneRows rows, LossSettings losses) {
        return new Builder(inputs, rows, losses).build();
    }

    private record Builder(HostInputs inputs, LaneRows rows, LossSettings losses) {

        LossInput build() {
            List<OptionalInt> labels = rows.batch().labels().subList(rows.from(), rows.to());
            return new LossInput(
                    dino(row -> row < rows.globals() ? row ^ 1 : 0, row -> row < rows.globals()),
                    rows.locals() == 0
                            ? List.of()
                            : IntStream.range(0, CropGeometry.GLOBALS)
                                    .mapToObj(crop -> dino(
                                            row -> CropGeometry.GLOBALS * studyOf(row) + crop,
                                            row -> row >= rows.globals()))
                                    .toList(),
                    ibot(),
                    labelled(labels),
                    labels.stream().anyMatch(OptionalInt::isPresent));
        }

        private Term dino(IntUnaryOperator target, IntPredicate counts) {
            double share = 1 / (rows.geometry().terms() * rows.batch().size());
            return cls(target, row -> counts.test(row) ? share * losses.dinoWeight() : 0);
        }

        private Term ibot() {
            double share =
                    losses.ibotWeight() / (CropGeometry.GLOBALS * rows.batch().size());
            double[] weight = rows.batch().ibotTargets().subList(rows.from(), rows.to()).stream()
                    .flatMap(List::stream)
                    .flatMapToDouble(t -> Arrays.stream(t.weights()))
                    .map(w -> w * share)
                    .toArray();
            return new Term(inputs.indices(IntStream.range(0, weight.length).toArray()), inputs.numbers(weight));
        }

        private Term labelled(List<OptionalInt> labels) {
            double share = losses.semiSupervisedWeight()
                    / ((CropGeometry.GLOBALS + rows.geometry().locals())
                            * (double) rows.batch().size());
            return cls(
                    row -> labels.get(studyOf(row)).orElse(0),
                    row -> labels.get(studyOf(row)).isPresent() ? share : 0);
        }

        private Term cls(IntUnaryOperator target, IntToDoubleFunction weight) {
            return new Term(
                    inputs.indices(IntStream.range(0, rows.cls()).map(target).toArray()),
                    inputs.numbers(IntStream.range(0, rows.cls())
                            .mapToDouble(weight::applyAsDouble)
                            .toArray()));
        }

        /** Study of a cls row, counted from the lane's first. */
        private int studyOf(int row) {
            return row < rows.globals()
                    ? row / CropGeometry.GLOBALS
                    : (row - rows.globals()) / rows.geometry().locals();
        }
    }
}
