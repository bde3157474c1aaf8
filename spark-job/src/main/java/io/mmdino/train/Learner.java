package io.mmdino.train;

import io.mmdino.checkpoint.Snapshot;
import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.DeviceException;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Student, teacher and optimiser of one worker; a step updates their weights from a batch. Uses neither files nor Spark.
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
        this.lanes = kernels.lanes(lanes);
        step = new TrainingStep(model, kernels, this.lanes, geometry, losses, reducer);
        student = vector();
        teacher = vector();
        firstMoment = vector();
        secondMoment = vector();
        int depth = model.settings().backbone().depth();
        optimizer =
                new AdamW(ParameterGroups.of(model.layout(), depth, optim), optim, kernels, firstMoment, secondMoment);
    }

    /**
     * Result of a step.
     *
     * @param gradientNorms Euclidean norm of each clip group's gradient before clipping
     */
    public record Outcome(StepLosses losses, Map<String, Double> gradientNorms) {}

    /** Weights of the student; the learner's own vector. */
    public ParameterVector student() {
        return student;
    }

    /** Weights of the teacher; the learner's own vector. */
    public ParameterVector teacher() {
        return teacher;
    }

    /** The vectors to average over workers: student, teacher and both moments of Adam. */
    List<ParameterVector> state() {
        return List.of(student, teacher, firstMoment, secondMoment);
    }

    /** Calls {@code work} with ranges that cover a vector of this layout, in parallel on the lanes; see {@link ParameterVector#forEachPart}. */
    void forEachPart(ParameterVector.RangeUse work) {
        student.forEachPart(lanes, work);
    }

    /** The centre of cls tokens (DINO), then that of masked patches (iBOT). */
    List<Centre> centres() {
        return List.of(dinoCentre(), ibotCentre());
    }

    /** {@code vector *= factor}. */
    void scale(ParameterVector vector, double factor) {
        forEachPart((from, count) -> kernels.scale(factor, vector.range(from, count)));
    }

    /** A new vector of zeros with the layout of the weights; the caller closes it. */
    ParameterVector vector() {
        return new ParameterVector(model.layout(), kernels);
    }

    Kernels kernels() {
        return kernels;
    }

    /** Gradients of the last step, before clipping. */
    public ParameterVector gradients() {
        return step.gradients();
    }

    /** Centre of the teacher's outputs for cls tokens. */
    public Centre dinoCentre() {
        return step.dinoCentre();
    }

    /** Centre of the teacher's outputs for masked patches. */
    public Centre ibotCentre() {
        return step.ibotCentre();
    }

    /** Draws the student's starting weights and copies them to the teacher. */
    public void initialize(long seed) {
        model.initialize(student, seed);
        copyStudentToTeacher();
    }

    /** Copies the student's weights to the teacher. */
    public void copyStudentToTeacher() {
        student.forEachRange((from, count) -> kernels.copy(student.range(from, count), teacher.range(from, count)));
    }

    /**
     * A whole step of a single worker: {@link #compute}, then {@link #apply}.
     *
     * @param now the schedules' values at this iteration
     * @param backboneFrozen whether only the heads are trained
     * @param seed of stochastic depth
     * @throws DivergenceException when a loss or gradient is NaN or infinite; no weight has moved then
     */
    public Outcome step(TrainingBatch batch, Schedules.Values now, boolean backboneFrozen, long seed) {
        compute(batch, now, backboneFrozen, seed);
        return apply(now, backboneFrozen);
    }

    /** Computes the losses of a batch and their {@link #gradients}. Updates the centres, not the weights. */
    public void compute(TrainingBatch batch, Schedules.Values now, boolean backboneFrozen, long seed) {
        try {
            step.run(
                    student,
                    teacher,
                    batch,
                    new TrainingStep.Conditions(now.teacherTemperature(), !backboneFrozen, seed));
        } catch (DeviceException e) {
            throw e.withMemoryHint(String.format(
                    ", of which %d MB are workspaces of a step of %d studies; lower train.batch-size",
                    step.scratchBytes() >> 20, batch.size()));
        }
    }

    /** Losses of the last {@link #compute}. */
    public StepLosses losses() {
        return step.losses();
    }

    /**
     * Updates student and teacher from the {@link #gradients}.
     *
     * @param losses of the batch that the gradients are of
     * @throws DivergenceException when a loss or gradient is NaN or infinite; no weight has moved then
     */
    public Outcome apply(StepLosses losses, Schedules.Values now, boolean backboneFrozen) {
        DivergenceException.checkLosses(losses);
        update(now, backboneFrozen);
        return outcome(losses);
    }

    /**
     * Updates student and teacher from the {@link #gradients} of the last {@link #compute}, of which nothing is read before
     * the weights have moved.
     *
     * @throws DivergenceException when a loss or gradient is NaN or infinite; no weight has moved then
     */
    public Outcome apply(Schedules.Values now, boolean backboneFrozen) {
        update(now, backboneFrozen);
        return outcome(losses());
    }

    private void update(Schedules.Values now, boolean backboneFrozen) {
        optimizer.measure(lanes, step.gradients());
        Predicate<String> frozen = group -> backboneFrozen && group.equals(BACKBONE);
        optimizer.step(lanes, student, step.gradients(), now, step.figures(), frozen);
        optimizer.follow(lanes, teacher, student, now.teacherMomentum(), step.figures());
    }

    private Outcome outcome(StepLosses losses) {
        Map<String, Double> norms = optimizer.gradientNorms();
        DivergenceException.check(losses, norms);
        return new Outcome(losses, norms);
    }

    /** State from which a run can resume; arrays are copies, vectors are the learner's own. */
    public Snapshot snapshot(Map<String, String> facts) {
        Map<String, String> metadata = new TreeMap<>(facts);
        optimizer.steps().forEach((group, count) -> metadata.put(STEPS + group, Long.toString(count)));
        return new Snapshot(
                Map.of("student", student, "teacher", teacher, "adam_m", firstMoment, "adam_v", secondMoment),
                Map.of(
                        "centre.dino", dinoCentre().toFloats(),
                        "centre.ibot", ibotCentre().toFloats()),
                metadata);
    }

    /**
     * Restores centres and step counts from a snapshot. Its vectors are the learner's own, which {@link
     * io.mmdino.checkpoint.CheckpointStore#load} has overwritten.
     */
    public void restore(Snapshot loaded) {
        dinoCentre().set(loaded.arrays().get("centre.dino"));
        ibotCentre().set(loaded.arrays().get("centre.ibot"));
        optimizer.restoreSteps(loaded.metadata().entrySet().stream()
                .filter(fact -> fact.getKey().startsWith(STEPS))
                .collect(Collectors.toMap(
                        fact -> fact.getKey().substring(STEPS.length()), fact -> Long.parseLong(fact.getValue()))));
    }

    @Override
    public void close() {
        step.close();
        optimizer.close();
        state().forEach(ParameterVector::close);
    }
}
