package io.mmdino.optim;

import io.mmdino.kernel.Elementwise.AdamStep;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.ParameterGroups.Member;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Adam with decoupled weight decay and clipping by the norm of each clip group.
 *
 * <p>A frozen clip group does not change at all, neither by weight decay nor in its moments, and its steps do not count:
 * its bias correction starts with the first step after freezing. PyTorch treats parameters without a gradient alike. Results
 * do not depend on the number of lanes.
 *
 * <p>Source: Loshchilov, Hutter, arXiv 1711.05101, in the order of torch.optim.AdamW.
 */
public final class AdamW {

    /** Added to a norm before dividing by it, as in {@code torch.nn.utils.clip_grad_norm_}. */
    private static final double NORM_EPSILON = 1e-6;

    private final ParameterGroups groups;
    private final OptimSettings settings;
    private final ParameterVector firstMoment;
    private final ParameterVector secondMoment;
    private final List<Member> largestFirst;
    private final Map<String, Long> steps = new TreeMap<>();

    /**
     * Both moments have to be zero at the start of a run. The optimiser updates them; the caller keeps and closes them.
     *
     * @param firstMoment moving average of the gradient
     * @param secondMoment moving average of the squared gradient
     */
    public AdamW(
            ParameterGroups groups, OptimSettings settings, ParameterVector firstMoment, ParameterVector secondMoment) {
        this.groups = groups;
        this.settings = settings;
        this.firstMoment = firstMoment;
        this.secondMoment = secondMoment;
        this.largestFirst = groups.members().stream()
                .sorted(Comparator.comparingLong((Member m) -> -m.parameter().length()))
                .toList();
        groups.clipGroups().forEach(group -> steps.put(group, 0L));
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

    /**
     * The Euclidean norm of each clip group's gradient, in the order in which groups occur. A norm is NaN or infinite when
     * its gradient is, which the caller has to check before {@link #step}.
     */
    public Map<String, Double> gradientNorms(Kernels kernels, Lanes lanes, ParameterVector gradients) {
        List<Member> members = groups.members();
        double[] squares = new double[members.size()];
        lanes.forEach(
                squares.length,
                i -> squares[i] =
                        kernels.sumOfSquares(gradients.of(members.get(i).parameter())));
        Map<String, Double> sums = new LinkedHashMap<>();
        IntStream.range(0, squares.length)
                .forEach(i -> sums.merge(members.get(i).clipGroup(), squares[i], Double::sum));
        sums.replaceAll((group, sum) -> Math.sqrt(sum));
        return sums;
    }

    /**
     * Makes one step. Gradients are only read; they are clipped by a factor inside the step.
     *
     * @param now this iteration's learning rates and weight decay
     * @param norms of {@link #gradientNorms} for the same gradients
     * @param frozen clip groups that this step leaves as they are
     * @throws IllegalArgumentException when the norm of a group that is not frozen is missing, NaN or infinite; no weight
     *     has changed then
     */
    public void step(
            Kernels kernels,
            Lanes lanes,
            ParameterVector weights,
            ParameterVector gradients,
            Schedules.Values now,
            Map<String, Double> norms,
            Predicate<String> frozen) {
        Map<String, Moving> moving = new TreeMap<>();
        groups.clipGroups().stream().filter(frozen.negate()).forEach(group -> moving.put(group, moving(group, norms)));
        moving.forEach((group, state) -> steps.put(group, state.step()));
        List<Member> work = largestFirst.stream()
                .filter(member -> moving.containsKey(member.clipGroup()))
                .toList();
        lanes.forEach(work.size(), i -> {
            Member member = work.get(i);
            kernels.adamw(
                    weights.of(member.parameter()),
                    gradients.of(member.parameter()),
                    firstMoment.of(member.parameter()),
                    secondMoment.of(member.parameter()),
                    adamStep(member, now, moving.get(member.clipGroup())));
        });
    }

    /** Factor on a gradient of this norm: 1, or less when the norm exceeds the limit. */
    double clipFactor(double norm) {
        return settings.clipGradient() == 0 ? 1 : Math.min(1, settings.clipGradient() / (norm + NORM_EPSILON));
    }

    /** Number and gradient factor of a clip group's step. */
    private record Moving(long step, double gradientScale) {}

    private Moving moving(String group, Map<String, Double> norms) {
        double norm = norms.getOrDefault(group, Double.NaN);
        if (!Double.isFinite(norm)) {
            throw new IllegalArgumentException(
                    "gradient norm of " + group + " is " + norm + ", wanted a finite number: no step was taken");
        }
        return new Moving(steps.get(group) + 1, clipFactor(norm));
    }

    private AdamStep adamStep(Member member, Schedules.Values now, Moving state) {
        return new AdamStep(
                (member.lastLayer() ? now.lastLayerLr() : now.lr()) * member.lrFactor(),
                now.weightDecay() * member.decayFactor(),
                settings.beta1(),
                settings.beta2(),
                settings.epsilon(),
                1 - Math.pow(settings.beta1(), state.step()),
                1 - Math.pow(settings.beta2(), state.step()),
                state.gradientScale());
    }
}
