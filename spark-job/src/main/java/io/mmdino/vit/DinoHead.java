package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;

/**
 * Projection head: three-layer MLP, L2 normalisation, weight-normalised prototypes without bias.
 *
 * <p>In PyTorch, for x [R, D]:
 *
 * <pre>{@code
 * x = self.mlp(x)        # nn.Sequential(Linear(D, W), GELU(), Linear(W, W), GELU(), Linear(W, B))
 * x = F.normalize(x, dim=-1, eps=1e-12)                                    # [R, B]
 * weight = weight_g * weight_v / weight_v.norm(dim=1, keepdim=True)        # [K, B]
 * logits = F.linear(x, weight)                                             # [R, K]
 * }</pre>
 *
 * <p>Letters: R = rows (cls tokens or masked patches), D = width, W = hidden width, B = bottleneck, K = prototypes. Sources:
 * DINO,
 * arXiv:2104.14294; weight normalisation, arXiv:1602.07868.
 */
public final class DinoHead {

    private static final double NORM_EPSILON = 1e-12;

    private final Linear first;
    private final Linear second;
    private final Linear third;
    private final Parameter magnitude;
    private final Parameter direction;

    /** @param name {@code dino_head} or {@code ibot_head} */
    public DinoHead(ParameterLayout.Builder layout, String name, int width, HeadSettings settings) {
        first = Linear.add(layout, name + ".mlp.0", width, settings.hidden());
        second = Linear.add(layout, name + ".mlp.2", settings.hidden(), settings.hidden());
        third = Linear.add(layout, name + ".mlp.4", settings.hidden(), settings.bottleneck());
        magnitude = layout.add(name + ".last_layer.weight_g", settings.prototypes(), 1);
        direction = layout.add(name + ".last_layer.weight_v", settings.prototypes(), settings.bottleneck());
    }

    /** Number of prototypes, K. */
    public int prototypes() {
        return direction.rows();
    }

    /**
     * Result of forward, with what backward needs.
     *
     * @param x the input, [R, D]
     * @param wide1 first map's output with its bias, [R, W]
     * @param hidden1 {@code gelu(wide1)}, [R, W]
     * @param wide2 second map's output with its bias, [R, W]
     * @param hidden2 {@code gelu(wide2)}, [R, W]
     * @param unit normalised rows of the third map's output, [R, B]
     * @param norms their lengths before, [R, 1]
     * @param logits the result, [R, K]
     */
    public record State(
            Tensor x,
            Tensor wide1,
            Tensor hidden1,
            Tensor wide2,
            Tensor hidden2,
            Tensor unit,
            Tensor norms,
            Tensor logits) {}

    /** The last layer's weight [K, B], computed once and shared by all lanes; valid until the weights change. */
    public Tensor prepare(Pass pass) {
        Tensor weight = pass.takeExact(prototypes(), direction.cols());
        pass.kernels().weightNorm(pass.value(direction), pass.value(magnitude), weight);
        return weight;
    }

    /**
     * @param weight of {@link #prepare}
     * @param x [R, D]
     */
    public State forward(Pass pass, Tensor weight, Tensor x) {
        Kernels k = pass.kernels();
        Linear.Activated one = first.gelu(pass, x);
        Linear.Activated two = second.gelu(pass, one.hidden());
        Tensor narrow = third.forward(pass, two.hidden());
        Tensor unit = pass.takeExact(x.rows(), third.outputs());
        Tensor norms = pass.takeExact(x.rows(), 1);
        k.l2Normalize(narrow, NORM_EPSILON, unit, norms);
        Tensor logits = pass.takeExact(x.rows(), prototypes());
        k.gemm(false, true, 1, unit, weight, 0, logits); // exact: the softmax of the losses is steep
        return new State(x, one.wide(), one.hidden(), two.wide(), two.hidden(), unit, norms, logits);
    }

    /** Zeroed sum of one lane's gradients with respect to the last layer's weight, [K, B]. */
    public Tensor sums(Pass pass) {
        return pass.takeZeroed(prototypes(), direction.cols());
    }

    /** Adds to the MLP's gradients and to {@code sums}; returns dx [R, D]. @param dlogits [R, K] */
    public Tensor backward(Pass pass, Tensor weight, Tensor sums, State state, Tensor dlogits) {
        Kernels k = pass.kernels();
        k.gemm(true, false, 1, dlogits, state.unit(), 1, sums);
        Tensor dunit = pass.takeExact(state.unit().rows(), state.unit().cols());
        k.gemm(false, false, 1, dlogits, weight, 0, dunit);
        Tensor dnarrow = pass.take(dunit.rows(), dunit.cols());
        k.l2NormalizeBackward(dunit, state.unit(), state.norms(), dnarrow);
        Tensor dhidden2 = third.backward(pass, dnarrow, state.hidden2());
        k.geluBackward(dhidden2, state.wide2(), pass.gradient(second.bias()));
        Tensor dhidden1 = second.productBackward(pass, dhidden2, state.hidden1());
        k.geluBackward(dhidden1, state.wide1(), pass.gradient(first.bias()));
        return first.productBackward(pass, dhidden1, state.x());
    }

    /** Adds a lane's sum to the gradients of weight_g and weight_v; called once, after its last {@link #backward}. */
    public void finish(Pass pass, Tensor sums) {
        pass.kernels()
                .weightNormBackward(
                        sums,
                        pass.value(direction),
                        pass.value(magnitude),
                        pass.gradient(direction),
                        pass.gradient(magnitude));
    }
}
