package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.HostInputs;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.ssl.Figures.Name;
import io.mmdino.vit.Pass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final StepShared.Sides sides;
    private final HostInputs inputs;
    private final Figures figures;
    private final Workspace shared;
    private final Workspace exact;
    private final List<Workspace> scratch;
    private final List<ParameterVector> gradients;
    private final Centre dinoCentre;
    private final Centre ibotCentre;
    private Counts counts = new Counts(0, 0);

    /**
     * What the host knows of the last batch.
     *
     * @param studies in the batch
     * @param labelled studies with a label
     */
    private record Counts(int studies, int labelled) {

        static Counts of(TrainingBatch batch) {
            return new Counts(batch.size(), (int)
                    batch.labels().stream().filter(OptionalInt::isPresent).count());
        }
    }

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
        sides = StepShared.Sides.of(model, kernels, geometry);
        inputs = new HostInputs(kernels);
        figures = new Figures(kernels, lanes.count());
        shared = new Workspace(kernels);
        exact = new Workspace(kernels, Tensor.Type.FLOAT64);
        scratch = Stream.generate(() -> new Workspace(kernels))
                .limit(lanes.count())
                .toList();
        gradients = Stream.generate(() -> new ParameterVector(model.layout(), kernels))
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
     *   <li>Prepare: {@link LabelTargets} turns the joined batch's labels into one smoothed, class-weighted target for each
     *       class, [C, K]. {@link StepInput} draws stochastic depth and uploads all that varies from step to step. {@link StepShared}
     *       resizes both networks' positions to the crops' grids and computes the prototypes.
     *   <li>Teacher forward, {@link TeacherLane}: backbone on the 2B unmasked global crops, heads on their cls tokens and on
     *       the patches that the student will not see; logits [2B, K] and [T, K].
     *   <li>Student forward, {@link StudentLane}: backbone on the 2B masked global crops and on the L*B local crops, both
     *       with stochastic depth; {@link StudentHeads} on all cls tokens and on the masked patches, logits [2B + L*B, K]
     *       and [T, K].
     *   <li>Teacher targets, {@link Coupling#targets}: softmax around the {@link Centre} (which then moves) or {@link
     *       Sinkhorn}, in place of the logits of cls tokens and of patches; batch statistics go through {@link
     *       BatchReducer}.
     *   <li>KoLeo, {@link Coupling#koleo}: loss and gradient on the student's cls tokens of the global crops,
     *       [2B, D], among those of all workers that {@link BatchReducer} gathers.
     *   <li>Losses on the student's logits and their gradients, {@link LaneLosses}: (a) {@linkplain LaneLosses#dino DINO},
     *       (b) {@linkplain LaneLosses#ibot iBOT}, (c) {@linkplain LaneLosses#labelled labels}.
     *   <li>Backward: {@link StudentHeads#backward} through the heads, then {@link StudentLane#backward} adds KoLeo's gradient
     *       and goes on through the backbone, unless it is frozen.
     *   <li>Reduce: the lanes' gradients are added up in lane order to {@link #gradients}, their losses by {@link
     *       #losses}.
     * </ol>
     *
     * <p>The host gives its input at the start; from then on no value is read there, until {@link #losses} reads the {@link
     * Figures}.
     *
     * <p>Steps 2 and 3 run in parallel over lanes, and so do 6 and 7. Clipping, AdamW and the teacher's moving average follow
     * outside of this class. Without a DINO and an iBOT loss, steps 2 and 4 are left out.
     *
     * @throws IllegalArgumentException when a label is not a class of the model
     */
    public void run(ParameterVector student, ParameterVector teacher, TrainingBatch given, Conditions conditions) {
        // 1 prepare
        TrainingBatch batch = losses.ibotWeight() > 0 ? given : given.withoutTargets();
        LabelTargets labels = LabelTargets.of(
                batch.part().labels(), model.settings().classes(), labelOutputs(), losses.labelSmoothing());
        counts = Counts.of(batch);
        StepInput input = StepInput.upload(
                inputs, model, geometry, losses, batch, labels, conditions, lanes.count(), kernels.chunkTokens());
        figures.clear();
        shared.releaseAll();
        StepShared step = new StepShared(
                model,
                geometry,
                sides,
                batch,
                Pass.training(kernels, student, gradients.get(0), shared),
                Pass.inference(kernels, teacher, shared));
        // 2 teacher forward, 3 student forward
        List<Optional<StudentLane>> students = forward(input, step);
        // 4 teacher targets
        Coupling coupling = new Coupling(kernels, shared, exact, losses, reducer);
        if (losses.needsTeacher()) {
            coupling.targets(step.teacherCls, dinoCentre, input.teacherTemperature());
            coupling.targets(step.teacherPatches, ibotCentre, input.teacherTemperature());
            kernels.meanEntropy(step.teacherCls, figures.of(0, Name.TEACHER_ENTROPY));
        }
        kernels.meanVariance(step.studentCls, figures.of(0, Name.CLS_VARIANCE));
        // 5 KoLeo
        coupling.koleo(step.studentCls, batch.part(), step.koleoGradient, figures.of(0, Name.KOLEO));
        // 6 losses, 7 backward
        lanes.run(lane -> students.get(lane)
                .ifPresent(
                        own -> own.backward(losses, figures, lane, input.labelTargets(), conditions.trainsBackbone())));
        // 8 reduce
        reduce();
    }

    /** Outputs of the head that labels train: C of the classifier, or K of the DINO head. */
    private int labelOutputs() {
        return model.classifier().isPresent()
                ? model.settings().classes()
                : model.dinoHead().prototypes();
    }

    /** Steps 2 and 3 on every lane, whose gradients are zeroed first; empty for a lane without studies. */
    private List<Optional<StudentLane>> forward(StepInput input, StepShared step) {
        List<Optional<StudentLane>> students = new ArrayList<>(Collections.nCopies(lanes.count(), Optional.empty()));
        lanes.run(lane -> {
            Workspace own = scratch.get(lane);
            own.releaseAll();
            ParameterVector sums = gradients.get(lane);
            sums.forEachRange((from, count) -> kernels.fill(sums.range(from, count), 0));
            StepInput.LaneInput given = input.lanes().get(lane);
            if (losses.needsTeacher()) {
                new TeacherLane(step, given, own).forward();
            }
            if (!given.rows().isEmpty()) {
                students.set(lane, Optional.of(new StudentLane(step, given, sums, own)));
            }
        });
        return students;
    }

    /** Adds the other lanes' gradients to the first lane's, in lane order, so that the sum does not depend on timing. */
    private void reduce() {
        gradients.get(0).forEachPart(lanes, (from, count) -> {
            Tensor sum = gradients.get(0).range(from, count);
            for (int lane = 1; lane < lanes.count(); lane++) {
                kernels.axpy(1, gradients.get(lane).range(from, count), sum);
            }
        });
    }

    /** Losses and other figures of the last {@link #run} as kernels added them, [lanes, figures] float64. */
    public Tensor figures() {
        return figures.rows();
    }

    /** Losses and other figures of the last {@link #run}, which are read from the kernels' memory. */
    public StepLosses losses() {
        figures.read();
        double share = (double) counts.labelled() / counts.studies();
        boolean any = counts.labelled() > 0 && losses.semiSupervisedWeight() > 0;
        return new StepLosses(
                unweighted(Name.DINO_LOCAL, losses.dinoWeight()),
                unweighted(Name.DINO_GLOBAL, losses.dinoWeight()),
                losses.koleoWeight() * figures.sum(Name.KOLEO) / CropGeometry.GLOBALS,
                unweighted(Name.IBOT, losses.ibotWeight()) / 2,
                any ? unweighted(Name.LABELLED, losses.semiSupervisedWeight()) / share : 0,
                share,
                any ? correct(Name.CORRECT_LOCAL, Math.max(1, geometry.locals())) : Double.NaN,
                any ? correct(Name.CORRECT_GLOBAL, CropGeometry.GLOBALS) : Double.NaN,
                losses.needsTeacher() ? figures.sum(Name.TEACHER_ENTROPY) : Double.NaN,
                figures.sum(Name.CLS_VARIANCE));
    }

    private double unweighted(Name loss, double weight) {
        return weight == 0 ? 0 : figures.sum(loss) / weight;
    }

    /** Share of the labelled studies' crops whose label has the largest logit. @param crops of a study */
    private double correct(Name name, int crops) {
        return figures.sum(name) / (counts.labelled() * crops);
    }

    /** Elements of scratch memory that all lanes hold together; constant after the first steps. */
    long scratchElements() {
        return shared.capacity()
                + exact.capacity()
                + inputs.capacity()
                + scratch.stream().mapToLong(Workspace::capacity).sum();
    }

    /** Bytes of scratch memory, as {@link #scratchElements} counts them; grows in the first steps. */
    public long scratchBytes() {
        return scratchElements() * kernels.type().bytes()
                + exact.capacity() * (Double.BYTES - kernels.type().bytes());
    }

    @Override
    public void close() {
        shared.close();
        exact.close();
        inputs.close();
        figures.close();
        dinoCentre.close();
        ibotCentre.close();
        scratch.forEach(Workspace::close);
        gradients.forEach(ParameterVector::close);
    }
}
