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
 * Losses and gradients of one batch; {@link #run} lists the algorithm step by step. The studies of a batch are divided
 * among lanes, which run forward and backward side by side; what needs several studies at once is computed in between.
 *
 * <p>Equal batches, seeds and numbers of lanes give equal bits. Buffers grow in the first steps and are reused.
 *
 * <p>Sources: MM-DINOv2, arXiv:2509.06617, section 2; DINOv2, arXiv:2304.07193, section 4.
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
     * What schedules and seeds set anew in each step.
     *
     * @param teacherTemperature divisor of the teacher's logits
     * @param trainsBackbone false while the backbone is frozen
     * @param seed draws stochastic depth
     */
    public record Conditions(double teacherTemperature, boolean trainsBackbone, long seed) {}

    /** Gradients of the weighted sum of all losses in the last {@link #run}, before clipping. */
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
     * Runs one batch forward and backward. Weights stay as they are, centres move.
     *
     * <p>Letters: B = studies, L = local crops, C = classes, D = width, K = prototypes, T = masked patches.
     *
     * <ol>
     *   <li>Prepare: {@link LabelTargets} turns the batch's labels into one smoothed, class-weighted target for each class,
     *       [C, K]. {@link StepShared} resizes both networks' positions to the crops' grids, computes the prototypes and
     *       draws stochastic depth.
     *   <li>Teacher forward, {@link TeacherLane}: backbone on the 2B unmasked global crops, heads on their cls tokens and on
     *       the patches that the student will not see; logits [2B, K] and [T, K].
     *   <li>Student forward, {@link StudentLane}: backbone on the 2B masked global crops and on the L*B local crops, both
     *       with stochastic depth; {@link StudentHeads} on all cls tokens and on the masked patches, logits [2B + L*B, K]
     *       and [T, K].
     *   <li>Teacher targets, {@link Coupling#targets}: softmax around the {@link Centre} (which then moves) or {@link
     *       Sinkhorn}, in place of the logits of cls tokens and of patches; batch statistics go through {@link
     *       BatchReducer}.
     *   <li>{@link Koleo} through {@link Coupling#koleo}: loss and gradient on the student's cls tokens of the global crops,
     *       [2B, D].
     *   <li>Losses on the student's logits and their gradients, {@link LaneLosses}: (a) {@linkplain LaneLosses#dino DINO},
     *       (b) {@linkplain LaneLosses#ibot iBOT}, (c) {@linkplain LaneLosses#labelled labels}.
     *   <li>Backward: {@link StudentHeads#backward} through the heads, then {@link StudentLane#backward} adds KoLeo's gradient
     *       and goes on through the backbone, unless it is frozen.
     *   <li>Reduce: the lanes' gradients are added up in lane order to {@link #gradients}, their losses to {@link
     *       StepLosses}.
     * </ol>
     *
     * <p>Steps 2 and 3 run in parallel over lanes, and so do 6 and 7. Clipping, AdamW and the teacher's moving average follow
     * outside of this class. Without a DINO and an iBOT loss, steps 2 and 4 are left out.
     *
     * @return losses and other figures of the step
     * @throws IllegalArgumentException when a label is not a class of the model
     */
    public StepLosses run(
            ParameterVector student, ParameterVector teacher, TrainingBatch given, Conditions conditions) {
        // 1 prepare
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
        // 2 teacher forward, 3 student forward
        List<Optional<StudentLane>> students = forward(batch, step);
        // 4 teacher targets
        Coupling coupling = new Coupling(kernels, shared, losses, reducer);
        double entropy = targets(coupling, step, conditions.teacherTemperature());
        // 5 KoLeo
        double koleo = coupling.koleo(step.studentCls, step.koleoGradient);
        // 6 losses, 7 backward
        Tensor labelRows = coupling.upload(labels.rows());
        LaneLosses.Sums[] sums = new LaneLosses.Sums[lanes.count()];
        lanes.run(lane -> sums[lane] = students.get(lane)
                .map(own -> own.backward(losses, labelRows, conditions.trainsBackbone()))
                .orElseGet(LaneLosses.Sums::new));
        // 8 reduce
        reduce();
        return figures(sums, labels, batch, koleo, entropy, CollapseMetrics.variance(step.studentCls));
    }

    /** Outputs of the head that labels train: C of the classifier, or K of the DINO head. */
    private int labelOutputs() {
        return model.classifier().isPresent()
                ? model.settings().classes()
                : model.dinoHead().prototypes();
    }

    /** Steps 2 and 3 on every lane, whose gradients are zeroed first; empty for a lane without studies. */
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

    /** Step 4. @return mean entropy of the cls targets, nats; NaN when no loss needs the teacher */
    private double targets(Coupling coupling, StepShared step, double temperature) {
        if (!losses.needsTeacher()) {
            return Double.NaN;
        }
        coupling.targets(step.teacherCls, dinoCentre, temperature);
        coupling.targets(step.teacherPatches, ibotCentre, temperature);
        return CollapseMetrics.meanEntropy(step.teacherCls);
    }

    /** Adds the other lanes' gradients to the first lane's, in lane order, so that the sum does not depend on timing. */
    private void reduce() {
        var parameters = model.layout().parameters();
        lanes.forEach(parameters.size(), i -> {
            Tensor sum = gradients.get(0).of(parameters.get(i));
            for (int lane = 1; lane < lanes.count(); lane++) {
                kernels.axpy(1, gradients.get(lane).of(parameters.get(i)), sum);
            }
        });
    }

    /** Sums of all lanes as the figures that the reference reports. */
    private StepLosses figures(
            LaneLosses.Sums[] lanes,
            LabelTargets labels,
            TrainingBatch batch,
            double koleo,
            double entropy,
            double variance) {
        LaneLosses.Sums sum = new LaneLosses.Sums();
        for (LaneLosses.Sums lane : lanes) {
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

    /** Elements of scratch memory that all lanes hold together; constant after the first steps. */
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
