package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Pass;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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

    public StepLosses run(
            ParameterVector student, ParameterVector teacher, TrainingBatch given, Conditions conditions) {
        TrainingBatch batch = losses.ibotWeight() > 0 ? given : given.withoutTargets();
        shared.releaseAll();
        StepShared step = new StepShared(
                model,
                geometry,
                batch,
                Pass.training(kernels, student, gradients.get(0), shared),
                Pass.inference(kernels, teacher, shared));
        List<LaneStep> work = lanes(batch, step, conditions.seed());
        lanes.run(lane -> forward(work.get(lane), lane));
        double entropy = couple(step, conditions.teacherTemperature());
        double koleo = koleo(step, batch.size());
        LabelTargets labels =
                LabelTargets.of(batch.labels(), model.settings().classes(), labelOutputs(), losses.labelSmoothing());
        Tensor labelRows = upload(labels.rows());
        LossSums[] sums = new LossSums[lanes.count()];
        lanes.run(lane -> sums[lane] = work.get(lane).backward(losses, labelRows, conditions.trainsBackbone()));
        reduce();
        return figures(sums, labels, batch, koleo, entropy, ClsVariance.of(step.studentCls));
    }

    private int labelOutputs() {
        return model.classifier().isPresent()
                ? model.settings().classes()
                : model.dinoHead().prototypes();
    }

    /** Consecutive studies for each lane, as evenly as they go. */
    private List<LaneStep> lanes(TrainingBatch batch, StepShared step, long seed) {
        var vit = model.backbone().settings();
        SplittableRandom random = new SplittableRandom(seed);
        BatchDepth globals =
                new BatchDepth(vit.depth(), CropGeometry.GLOBALS * batch.size(), vit.dropPath(), random.split());
        BatchDepth locals = new BatchDepth(
                vit.depth(), Math.max(1, geometry.locals() * batch.size()), vit.dropPath(), random.split());
        return IntStream.range(0, lanes.count())
                .mapToObj(lane -> new LaneStep(
                        model,
                        geometry,
                        batch,
                        step,
                        globals,
                        locals,
                        gradients.get(lane),
                        scratch.get(lane),
                        batch.size() * lane / lanes.count(),
                        batch.size() * (lane + 1) / lanes.count()))
                .toList();
    }

    private void forward(LaneStep lane, int number) {
        scratch.get(number).releaseAll();
        ParameterVector own = gradients.get(number);
        own.forEachRange((from, count) -> kernels.fill(own.range(from, count), 0));
        if (losses.needsTeacher()) {
            lane.teach();
        }
        lane.learn();
    }

    /** Turns teacher logits into targets in place, moves the centres, and returns the mean entropy of cls targets. */
    private double couple(StepShared step, double temperature) {
        if (!losses.needsTeacher()) {
            return Double.NaN;
        }
        targets(step.cls, dinoCentre, temperature);
        targets(step.patches, ibotCentre, temperature);
        return Entropy.mean(step.cls);
    }

    private void targets(Tensor logits, Centre centre, double temperature) {
        if (losses.centering() == LossSettings.Centering.SINKHORN) {
            double[][] targets = Sinkhorn.targets(rows(logits), logits.cols(), temperature, reducer);
            for (int r = 0; r < logits.rows(); r++) {
                for (int k = 0; k < logits.cols(); k++) {
                    logits.set((long) r * logits.cols() + k, targets[r][k]);
                }
            }
            return;
        }
        Tensor used = shared.take(1, logits.cols());
        kernels.copy(centre.value(), used);
        centre.update(logits, losses.centreMomentum(), reducer);
        if (logits.rows() > 0) {
            kernels.centredSoftmax(logits, used, temperature, logits);
        }
    }

    /** The loss as the reference shows it; the gradient goes to {@code step.koleoGradient}. */
    private double koleo(StepShared step, int studies) {
        if (losses.koleoWeight() == 0 || studies < 2) {
            return 0;
        }
        double[][] cls = rows(step.studentCls);
        double sum = 0;
        for (int crop = 0; crop < CropGeometry.GLOBALS; crop++) {
            double[][] own = new double[studies][];
            for (int study = 0; study < studies; study++) {
                own[study] = cls[CropGeometry.GLOBALS * study + crop];
            }
            Koleo koleo = Koleo.of(own);
            sum += koleo.loss();
            double[][] gradient = koleo.gradient(losses.koleoWeight());
            for (int study = 0; study < studies; study++) {
                long row = (long) CropGeometry.GLOBALS * study + crop;
                for (int d = 0; d < gradient[study].length; d++) {
                    step.koleoGradient.set(row * gradient[study].length + d, gradient[study][d]);
                }
            }
        }
        return losses.koleoWeight() * sum / CropGeometry.GLOBALS;
    }

    private Tensor upload(double[][] rows) {
        Tensor tensor = shared.take(rows.length, rows[0].length);
        for (int r = 0; r < rows.length; r++) {
            for (int k = 0; k < rows[r].length; k++) {
                tensor.set((long) r * rows[r].length + k, rows[r][k]);
            }
        }
        return tensor;
    }

    private static double[][] rows(Tensor tensor) {
        double[][] rows = new double[tensor.rows()][tensor.cols()];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < tensor.cols(); c++) {
                rows[r][c] = tensor.get(r, c);
            }
        }
        return rows;
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

    @Override
    public void close() {
        shared.close();
        scratch.forEach(Workspace::close);
        gradients.forEach(ParameterVector::close);
    }
}
