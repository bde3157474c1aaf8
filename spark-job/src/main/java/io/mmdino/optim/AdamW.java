package io.mmdino.optim;

import io.mmdino.kernel.Elementwise.AdamRule;
import io.mmdino.kernel.Elementwise.AdamStep;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Segments;
import io.mmdino.kernel.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Adam with decoupled weight decay and clipping by the norm of each clip group.
 *
 * <p>A frozen clip group does not change at all, neither by weight decay nor in its moments, and its steps do not count:
 * its bias correction starts with the first step after freezing. PyTorch treats parameters without a gradient alike. Results
 * do not depend on the number of lanes.
 *
 * <p>Each lane updates a run of consecutive {@link Segments}. Norms, clipping and update follow each other without a number
 * that the host reads in between.
 *
 * <p>Source: Loshchilov, Hutter, arXiv 1711.05101, in the order of torch.optim.AdamW.
 */
public final class AdamW implements AutoCloseable {

    private final List<String> clipGroups;
    private final Segments segments;
    private final AdamRule rule;
    private final ParameterVector firstMoment;
    private final ParameterVector secondMoment;
    private final Tensor squares;
    private final Kernels kernels;
    private final Map<String, Long> steps = new TreeMap<>();

    /**
     * Both moments have to be zero at the start of a run. The optimiser updates them; the caller keeps and closes them.
     *
     * @param firstMoment moving average of the gradient
     * @param secondMoment moving average of the squared gradient
     */
    public AdamW(
            ParameterGroups groups,
            OptimSettings settings,
            Kernels kernels,
            ParameterVector firstMoment,
            ParameterVector secondMoment) {
        this.kernels = kernels;
        this.clipGroups = groups.clipGroups();
        this.segments = groups.segments();
        this.rule = new AdamRule(settings.beta1(), settings.beta2(), settings.epsilon(), settings.clipGradient());
        this.firstMoment = firstMoment;
        this.secondMoment = secondMoment;
        this.squares = kernels.allocate(Tensor.Type.FLOAT64, segments.total());
        clipGroups.forEach(group -> steps.put(group, 0L));
    }

    /** Number of steps that each clip group has taken, which a checkpoint needs. */
    public Map<String, Long> steps() {
        return Map.copyOf(steps);
    }

    /**
     * Sets the numbers of steps from a checkpoint.
     *
     * @throws IllegalArgumentException when the clip groups are not this model's, or a count is negative
     */
    public void restoreSteps(Map<String, Long> saved) {
        if (!saved.keySet().equals(steps.keySet())) {
            throw new IllegalArgumentException("optimiser steps of groups " + new TreeMap<>(saved).keySet()
                    + " do not fit a model with groups " + steps.keySet());
        }
        saved.forEach((group, count) -> {
            if (count < 0) {
                throw new IllegalArgumentException(
                        "group " + group + " has taken " + count + " steps, wanted 0 or more");
            }
        });
        steps.putAll(saved);
    }

    /** Computes the sums of squares of the gradients, which {@link #gradientNorms} and {@link #step} need. */
    public void measure(Lanes lanes, ParameterVector gradients) {
        List<Segments> parts = segments.parts(lanes.count());
        lanes.forEach(parts.size(), i -> kernels.sumsOfSquares(range(gradients, parts.get(i)), parts.get(i), squares));
    }

    /**
     * The Euclidean norm of each clip group's gradient at the last {@link #measure}, in the order in which groups occur. A norm
     * is NaN or infinite when its gradient is.
     */
    public Map<String, Double> gradientNorms() {
        double[] values = segments.norms(kernels.toDoubles(squares));
        Map<String, Double> norms = new LinkedHashMap<>();
        for (int group = 0; group < values.length; group++) {
            norms.put(clipGroups.get(group), values[group]);
        }
        return norms;
    }

    /**
     * Makes one step with the gradients of the last {@link #measure}. They are only read; a factor inside the step clips them.
     *
     * @param now this iteration's learning rates and weight decay
     * @param frozen clip groups that this step leaves as they are
     * @param figures losses and other figures of the gradients' batch, float64. When one of them or of {@link #gradientNorms} is
     *     NaN or infinite, no weight or moment of any group changes; the caller has to check them before it goes on
     */
    public void step(
            Lanes lanes,
            ParameterVector weights,
            ParameterVector gradients,
            Schedules.Values now,
            Tensor figures,
            Predicate<String> frozen) {
        List<Segments> parts = segments.parts(lanes.count());
        AdamStep step = new AdamStep(now.lr(), now.lastLayerLr(), now.weightDecay(), counts(frozen));
        lanes.forEach(
                parts.size(),
                i -> kernels.adamw(
                        range(weights, parts.get(i)),
                        range(gradients, parts.get(i)),
                        range(firstMoment, parts.get(i)),
                        range(secondMoment, parts.get(i)),
                        parts.get(i),
                        rule,
                        step,
                        squares,
                        figures));
        clipGroups.stream().filter(frozen.negate()).forEach(group -> steps.merge(group, 1L, Long::sum));
    }

    /**
     * Moves a teacher towards the student that the last {@link #step} has updated: {@code teacher = momentum * teacher + (1 -
     * momentum) * student}. It stays as it is when that step was not made.
     *
     * @param momentum share of the old teacher
     * @param figures of the last {@link #step}
     */
    public void follow(Lanes lanes, ParameterVector teacher, ParameterVector student, double momentum, Tensor figures) {
        teacher.forEachPart(
                lanes,
                (from, count) -> kernels.follow(
                        teacher.range(from, count), student.range(from, count), momentum, squares, figures));
    }

    private static Tensor range(ParameterVector vector, Segments part) {
        return vector.range(part.from(), part.count());
    }

    /** Number of the next step of each clip group, 0 for those that are frozen. */
    private List<Long> counts(Predicate<String> frozen) {
        return clipGroups.stream()
                .map(group -> frozen.test(group) ? 0 : steps.get(group) + 1)
                .toList();
    }

    @Override
    public void close() {
        squares.free();
    }
}
