package io.mmdino.selfcheck;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.StepLosses;
import io.mmdino.ssl.TrainingBatch;
import io.mmdino.ssl.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Compares the gradient of a whole training step with central differences of its loss, in float64, at some elements of
 * every parameter.
 *
 * <p>Targets are made by Sinkhorn-Knopp, which depends on this batch only; a moving centre would change the loss from call
 * to call.
 */
final class FiniteDifference {

    private static final double BOUND = 1e-6;

    /** Truncation error grows with its square and rounding error with its inverse; here both stay below the bound. */
    private static final double STEP = 1e-5;

    /** Share of the step's largest gradient below which a parameter's gradient is rounding noise. */
    private static final double NOISE = 1e-5;

    private static final int SAMPLES = 3;
    private static final long SEED = 7;
    private static final TrainingStep.Conditions CONDITIONS = new TrainingStep.Conditions(0.2, true, SEED);

    private static final LossSettings LOSSES =
            new LossSettings(1, 0.1, 0.7, 0.5, 0.1, 0.5, 0.3, LossSettings.Centering.SINKHORN, 0.9);

    private final TrainingStep step;
    private final ParameterVector student;
    private final ParameterVector teacher;
    private final TrainingBatch batch;

    private FiniteDifference(TrainingStep step, ParameterVector student, ParameterVector teacher, TrainingBatch batch) {
        this.step = step;
        this.student = student;
        this.teacher = teacher;
        this.batch = batch;
    }

    /** Checks all networks and gives one result for each kind of parameter. */
    static void runAll(Lanes lanes, Consumer<SelfCheck.Result> sink) {
        Kernels kernels = Backends.scalar(Tensor.Type.FLOAT64);
        for (TinyNetwork network : List.of(TinyNetwork.separate(), TinyNetwork.shared())) {
            CheckResults results = new CheckResults("float64", "differences, " + network.name(), sink);
            results.attempt("differences", () -> run(network, kernels, lanes, results));
        }
    }

    private static void run(TinyNetwork network, Kernels kernels, Lanes lanes, CheckResults results) {
        var layout = network.model().layout();
        try (ParameterVector student = new ParameterVector(layout, kernels);
                ParameterVector teacher = new ParameterVector(layout, kernels);
                TrainingStep step = new TrainingStep(
                        network.model(), kernels, lanes, TinyNetwork.GEOMETRY, LOSSES, BatchReducer.single())) {
            network.fill(student, SEED);
            network.fill(teacher, SEED + 1);
            FiniteDifference check = new FiniteDifference(step, student, teacher, network.batch(SEED));
            check.errors().forEach((kind, error) -> results.add(kind, error, BOUND));
        }
    }

    private Map<String, Double> errors() {
        loss();
        Map<String, double[]> gradients = new TreeMap<>();
        double largest = 0;
        for (Parameter parameter : student.layout().parameters()) {
            double[] gradient = step.gradients().onHost().of(parameter).toDoubles();
            gradients.put(parameter.name(), gradient);
            for (double value : gradient) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        Map<String, Double> errors = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(SEED);
        for (Parameter parameter : student.layout().parameters()) {
            double error = error(parameter, gradients.get(parameter.name()), NOISE * largest, random);
            errors.merge(kind(parameter.name()), error, Math::max);
        }
        return errors;
    }

    /** Largest error among a few elements, relative to the parameter's largest gradient. */
    private double error(Parameter parameter, double[] gradient, double floor, SplittableRandom random) {
        double largest = floor;
        for (double value : gradient) {
            largest = Math.max(largest, Math.abs(value));
        }
        double worst = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            int at = random.nextInt(gradient.length);
            worst = Math.max(worst, Math.abs(difference(student.of(parameter), at) - gradient[at]) / largest);
        }
        return worst;
    }

    /** Central difference of the loss at one element. */
    private double difference(Tensor values, int at) {
        double here = values.get(at);
        values.set(at, here + STEP);
        double above = loss();
        values.set(at, here - STEP);
        double below = loss();
        values.set(at, here);
        return (above - below) / (2 * STEP);
    }

    /** The sum that the gradients belong to; the step reports iBOT's loss halved and KoLeo's as a mean over two crops. */
    private double loss() {
        step.run(student, teacher, batch, CONDITIONS);
        StepLosses shown = step.losses();
        return LOSSES.dinoWeight() * (shown.dinoLocal() + shown.dinoGlobal())
                + 2 * shown.koleo()
                + LOSSES.ibotWeight() * 2 * shown.ibot()
                + LOSSES.semiSupervisedWeight() * shown.labelledShare() * shown.labelled();
    }

    /** Kind of a parameter: {@code backbone.blocks.attn.qkv} for {@code backbone.blocks.3.attn.qkv.weight}. */
    private static String kind(String name) {
        return name.replaceAll("\\.\\d+(?=\\.)", "").replaceAll("\\.(weight|bias|gamma)(_[gv])?$", "");
    }
}
