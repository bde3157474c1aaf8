package io.mmdino.train;

import io.mmdino.checkpoint.Snapshot;
import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.AdamW;
import io.mmdino.optim.OptimSettings;
import io.mmdino.optim.ParameterGroups;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.Centre;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.Model;
import io.mmdino.ssl.StepLosses;
import io.mmdino.ssl.TrainingBatch;
import io.mmdino.ssl.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Student, teacher and optimiser of one worker: a step takes a batch to new weights. Knows neither files nor Spark.
 *
 * <p>Source: MM-DINOv2, arXiv:2509.06617, section 2.
 */
public final class Learner implements AutoCloseable {

    private static final String BACKBONE = "backbone";
    private static final String STEPS = "optimizer.steps.";

    private final Model model;
    private final Kernels kernels;
    private final Lanes lanes;
    private final TrainingStep step;
    private final ParameterVector student;
    private final ParameterVector teacher;
    private final ParameterVector firstMoment;
    private final ParameterVector secondMoment;
    private final AdamW optimizer;

    public Learner(
            Model model,
            Kernels kernels,
            Lanes lanes,
            CropGeometry geometry,
            LossSettings losses,
            OptimSettings optim,
            BatchReducer reducer) {
        this.model = model;
        this.kernels = kernels;
        this.lanes = lanes;
        step = new TrainingStep(model, kernels, lanes, geometry, losses, reducer);
        student = vector();
        teacher = vector();
        firstMoment = vector();
        secondMoment = vector();
        int depth = model.settings().backbone().depth();
        optimizer = new AdamW(ParameterGroups.of(model.layout(), depth, optim), optim, firstMoment, secondMoment);
    }

    /**
     * What a step did.
     *
     * @param gradientNorms Euclidean norm of each clip group's gradient before clipping
     */
    public record Outcome(StepLosses losses, Map<String, Double> gradientNorms) {}

    public ParameterVector student() {
        return student;
    }

    public ParameterVector teacher() {
        return teacher;
    }

    /** All that follows from the steps so far and is worth averaging: weights, their moving average, and moments. */
    List<ParameterVector> state() {
        return List.of(student, teacher, firstMoment, secondMoment);
    }

    /** Calls {@code work} for every parameter, on any lane. */
    void forEachParameter(Consumer<Parameter> work) {
        List<Parameter> parameters = model.layout().parameters();
        lanes.forEach(parameters.size(), i -> work.accept(parameters.get(i)));
    }

    /** Of cls tokens, then of masked patches. */
    List<Centre> centres() {
        return List.of(dinoCentre(), ibotCentre());
    }

    /** {@code vector *= factor}. */
    void scale(ParameterVector vector, double factor) {
        forEachParameter(p -> kernels.scale(factor, vector.of(p)));
    }

    /** A vector of zeros, of the shape of the weights; the caller closes it. */
    ParameterVector vector() {
        return new ParameterVector(model.layout(), kernels.type());
    }

    Kernels kernels() {
        return kernels;
    }

    /** Gradients of the last step before clipping. */
    public ParameterVector gradients() {
        return step.gradients();
    }

    public Centre dinoCentre() {
        return step.dinoCentre();
    }

    public Centre ibotCentre() {
        return step.ibotCentre();
    }

    /** Draws the student's starting weights and gives the teacher the same. */
    public void initialize(long seed) {
        model.initialize(student, seed);
        copyStudentToTeacher();
    }

    /** The teacher takes the student's weights as they are. */
    public void copyStudentToTeacher() {
        student.forEachRange((from, count) -> kernels.copy(student.range(from, count), teacher.range(from, count)));
    }

    /**
     * {@link #compute}, then {@link #apply}: the whole step of a worker that is alone.
     *
     * @param now this iteration's schedule values
     * @param backboneFrozen whether only the heads learn
     * @param seed draws stochastic depth
     * @throws DivergenceException when a loss or gradient is NaN or infinite; no weight has moved then
     */
    public Outcome step(TrainingBatch batch, Schedules.Values now, boolean backboneFrozen, long seed) {
        return apply(compute(batch, now, backboneFrozen, seed), now, backboneFrozen);
    }

    /** Losses of a batch; {@link #gradients} has what they ask of the student. Centres move, weights do not. */
    public StepLosses compute(TrainingBatch batch, Schedules.Values now, boolean backboneFrozen, long seed) {
        return step.run(
                student, teacher, batch, new TrainingStep.Conditions(now.teacherTemperature(), !backboneFrozen, seed));
    }

    /**
     * Moves student and teacher by what {@link #gradients} holds now.
     *
     * @param losses of {@link #compute}
     * @throws DivergenceException when a loss or gradient is NaN or infinite; no weight has moved then
     */
    public Outcome apply(StepLosses losses, Schedules.Values now, boolean backboneFrozen) {
        Map<String, Double> norms = optimizer.gradientNorms(kernels, lanes, step.gradients());
        DivergenceException.check(losses, norms);
        Predicate<String> frozen = group -> backboneFrozen && group.equals(BACKBONE);
        optimizer.step(kernels, lanes, student, step.gradients(), now, norms, frozen);
        follow(now.teacherMomentum());
        return new Outcome(losses, norms);
    }

    /** Teacher <- m teacher + (1 - m) student. */
    private void follow(double momentum) {
        forEachParameter(p -> kernels.lerp(teacher.of(p), student.of(p), momentum));
    }

    /** All that a run needs to go on; arrays are copies, vectors are the learner's own. */
    public Snapshot snapshot(Map<String, String> facts) {
        Map<String, String> metadata = new TreeMap<>(facts);
        optimizer.steps().forEach((group, count) -> metadata.put(STEPS + group, Long.toString(count)));
        return new Snapshot(
                Map.of("student", student, "teacher", teacher, "adam_m", firstMoment, "adam_v", secondMoment),
                Map.of(
                        "centre.dino", dinoCentre().value().toFloats(),
                        "centre.ibot", ibotCentre().value().toFloats()),
                metadata);
    }

    /** Takes over what {@link io.mmdino.checkpoint.CheckpointStore#load} read into this learner's own snapshot. */
    public void restore(Snapshot loaded) {
        dinoCentre().value().copyFrom(loaded.arrays().get("centre.dino"));
        ibotCentre().value().copyFrom(loaded.arrays().get("centre.ibot"));
        optimizer.restoreSteps(loaded.metadata().entrySet().stream()
                .filter(fact -> fact.getKey().startsWith(STEPS))
                .collect(Collectors.toMap(
                        fact -> fact.getKey().substring(STEPS.length()), fact -> Long.parseLong(fact.getValue()))));
    }

    @Override
    public void close() {
        step.close();
        state().forEach(ParameterVector::close);
    }
}
