package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Pass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Losses and gradients of one batch: teacher and student forward on all lanes, then what couples studies (targets,
 * centres, KoLeo, class weights), then backward on all lanes and one reduction in lane order.
 *
 * <p>The same batch, seed and number of lanes give the same bits. Buffers grow in the first steps and are reused.
 *
 * <p>Source: MM-DINOv2, arXiv:2509.06617, section 2.
 */
public final class TrainingStep implements AutoCloseable {

    private final Model model;
    private final Kernels kernels;
    private final Lanes lanes;
    private final CropGeometry geometry;
    private final LossSettings losses;
    private final BatchReducer reducer;
    private final Workspace shared;
    private final List<Workspace> scratch;
    private final List<ParameterVector> gradients;
    private final Centre dinoCentre;
    private final Centre ibotCentre;

    public TrainingStep(
            Model model,
            Kernels kernels,
            Lanes lanes,
            CropGeometry geometry,
            LossSettings losses,
            BatchReducer reducer) {
        this.model = model;
        this.kernels = kernels;
        this.lanes = lanes;
        this.geometry = geometry;
        this.losses = losses;
        this.reducer = reducer;
        shared = new Workspace(kernels.type());
        scratch = Stream.generate(() -> new Workspace(kernels.type()))
                .limit(lanes.count())
                .toList();
        gradients = Stream.generate(() -> new ParameterVector(model.layout(), kernels.type()))
                .limit(lanes.count())
                .toList();
        dinoCentre = new Centre(kernels, model.dinoHead().prototypes());
        ibotCentre = new Centre(kernels, model.ibotHead().prototypes());
    }

    /**
     * What changes from step to step.
     *
     * @param teacherTemperature divisor of the teacher's logits
     * @param trainsBackbone false while the backbone is frozen
     * @param seed draws stochastic depth
     */
    public record Conditions(double teacherTemperature, boolean trainsBackbone, long seed) {}

    /** The gradients of the last {@link #run}, before clipping. */
    public ParameterVector gradients() {
        return gradients.get(0);
    }

    /** Moving average of the teacher's cls logits, [1, K]. */
    public Centre dinoCentre() {
        return dinoCentre;
    }

    /** Moving average of the teacher's masked-patch logits, [1, K]. */
    public Centre ibotCentre() {
        return ibotCentre;
    }

    /**
     * One batch forward and backward; weights stay as they are, centres move.
     *
     * @return the losses; {@link #gradients} has what they ask of the student
     * @throws IllegalArgumentException when a label is not a class of the model
     */
    public StepLosses run(
            ParameterVector student, ParameterVector teacher, TrainingBatch given, Conditions conditions) {
        TrainingBatch batch = losses.ibotWeight() > 0 ? given : given.withoutTargets();
        shared.releaseAll();
        LabelTargets labels =
                LabelTargets.of(batch.labels(), model.settings().classes(), labelOutputs(), losses.labelSmoothing());
        StepShared step = new StepShared(
                model,
                geometry,
                batch,
                conditions.seed(),
                Pass.training(kernels, student, gradients.get(0), shared),
                Pass.inference(kernels, teacher, shared));
        List<Optional<StudentLane>> students = forward(batch, step);
        Coupling coupling = new Coupling(kernels, shared, losses, reducer);
        double entropy = targets(coupling, step, conditions.teacherTemperature());
        double koleo = coupling.koleo(step.studentCls, step.koleoGradient);
        Tensor labelRows = coupling.upload(labels.rows());
        LossSums[] sums = new LossSums[lanes.count()];
        lanes.run(lane -> sums[lane] = students.get(lane)
                .map(own -> own.backward(losses, labelRows, conditions.trainsBackbone()))
                .orElseGet(LossSums::new));
        reduce();
        return figures(sums, labels, batch, koleo, entropy, ClsVariance.of(step.studentCls));
    }

    private int labelOutputs() {
        return model.classifier().isPresent()
                ? model.settings().classes()
                : model.dinoHead().prototypes();
    }

    /** Teacher and student of every lane; a lane without studies has no student. */
    private List<Optional<StudentLane>> forward(TrainingBatch batch, StepShared step) {
        List<Optional<StudentLane>> students = new ArrayList<>(Collections.nCopies(lanes.count(), Optional.empty()));
        lanes.run(lane -> {
            Workspace own = scratch.get(lane);
            own.releaseAll();
            ParameterVector sums = gradients.get(lane);
            sums.forEachRange((from, count) -> kernels.fill(sums.range(from, count), 0));
            LaneRows rows = LaneRows.of(geometry, batch, lane, lanes.count());
            if (losses.needsTeacher()) {
                new TeacherLane(step, rows, own).forward();
            }
            if (!rows.isEmpty()) {
                students.set(lane, Optional.of(new StudentLane(step, rows, sums, own)));
            }
        });
        return students;
    }

    /** Turns teacher logits into targets in place and returns the mean entropy of the cls targets, nats. */
    private double targets(Coupling coupling, StepShared step, double temperature) {
        if (!losses.needsTeacher()) {
            return Double.NaN;
        }
        coupling.targets(step.cls, dinoCentre, temperature);
        coupling.targets(step.patches, ibotCentre, temperature);
        return Entropy.mean(step.cls);
    }

    /** Adds all lanes' gradients to the first's, lane by lane, so the order of summation is always the same. */
    private void reduce() {
        var parameters = model.layout().parameters();
        lanes.forEach(parameters.size(), i -> {
            Tensor sum = gradients.get(0).of(parameters.get(i));
            for (int lane = 1; lane < lanes.count(); lane++) {
                kernels.axpy(1, gradients.get(lane).of(parameters.get(i)), sum);
            }
        });
    }

    private StepLosses figures(
            LossSums[] lanes, LabelTargets labels, TrainingBatch batch, double koleo, double entropy, double variance) {
        LossSums sum = new LossSums();
        for (LossSums lane : lanes) {
            sum.add(lane);
        }
        double share = (double) labels.labelled() / batch.size();
        boolean any = labels.labelled() > 0 && losses.semiSupervisedWeight() > 0;
        return new StepLosses(
                sum.dinoLocal,
                sum.dinoGlobal,
                koleo,
                sum.ibot / 2,
                any ? sum.labelled / share : 0,
                share,
                any ? (double) sum.correctLocal / (labels.labelled() * Math.max(1, geometry.locals())) : Double.NaN,
                any ? (double) sum.correctGlobal / (labels.labelled() * CropGeometry.GLOBALS) : Double.NaN,
                entropy,
                variance);
    }

    /** Elements of scratch memory held, of all lanes together: flat once the first steps have shown what they need. */
    long scratchElements() {
        return shared.capacity()
                + scratch.stream().mapToLong(Workspace::capacity).sum();
    }

    @Override
    public void close() {
        shared.close();
        scratch.forEach(Workspace::close);
        gradients.forEach(ParameterVector::close);
    }
}
