package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import java.util.SplittableRandom;

/** A training step of a tiny model whose student and teacher have different random weights. */
final class TinyStep implements AutoCloseable {

    static final TrainingStep.Conditions CONDITIONS = new TrainingStep.Conditions(0.07, true, 5);

    final Kernels kernels;
    final ParameterVector student;
    final ParameterVector teacher;
    final TrainingStep step;
    private final Lanes lanes;

    TinyStep(ModelSettings settings, LossSettings losses, Kernels kernels, int laneCount) {
        this.kernels = kernels;
        Model model = new Model(settings);
        lanes = new Lanes(laneCount);
        student = drawn(model, kernels, 1);
        teacher = drawn(model, kernels, 2);
        step = new TrainingStep(model, kernels, lanes, TinyModels.GEOMETRY, losses, BatchReducer.single());
    }

    private static ParameterVector drawn(Model model, Kernels kernels, long seed) {
        ParameterVector weights = new ParameterVector(model.layout(), kernels.type());
        SplittableRandom random = new SplittableRandom(seed);
        for (Parameter parameter : model.layout().parameters()) {
            for (long i = 0; i < parameter.length(); i++) {
                weights.of(parameter).set(i, 0.4 * random.nextGaussian());
            }
        }
        return weights;
    }

    StepLosses run(TrainingBatch batch) {
        return run(batch, CONDITIONS);
    }

    StepLosses run(TrainingBatch batch, TrainingStep.Conditions conditions) {
        step.run(student, teacher, batch, conditions);
        return step.losses();
    }

    double[] gradient(Parameter parameter) {
        return step.gradients().of(parameter).toDoubles();
    }

    @Override
    public void close() {
        step.close();
        lanes.close();
        student.close();
        teacher.close();
    }
}
