package io.mmdino.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class DinoHeadTest {

    private final ParameterLayout.Builder builder = new ParameterLayout.Builder();
    private final DinoHead head = new DinoHead(builder, "dino_head", 6, new HeadSettings(5, 4, 3));

    @Test
    void gradientsAgreeWithDifferences() {
        try (Bench64 bench = new Bench64(builder.build())) {
            Tensor x = bench.normal(3, 6);
            Tensor dlogits = bench.normal(3, 3);
            DoubleSupplier loss = () -> Bench64.dot(logits(bench, x), dlogits);
            bench.workspace.releaseAll();
            Tensor weight = head.prepare(bench.training);
            DinoHead.State state = head.forward(bench.training, weight, x);
            Tensor sums = head.sums(bench.training);
            double[] dx =
                    head.backward(bench.training, weight, sums, state, dlogits).toDoubles();
            head.finish(bench.training, sums);
            Derivatives.check("x", x, dx, loss, 1e-6);
            Derivatives.check(bench.weights, bench.gradients, loss, 1e-7);
        }
    }

    private Tensor logits(Bench64 bench, Tensor x) {
        bench.workspace.releaseAll();
        return head.forward(bench.training, head.prepare(bench.training), x).logits();
    }

    @Test
    void gradientsOfRowsInTwoPartsAddUpToThoseOfAllRows() {
        try (Bench64 bench = new Bench64(builder.build())) {
            Tensor x = bench.normal(4, 6);
            Tensor dlogits = bench.normal(4, 3);
            backward(bench, x, dlogits, 0, 4);
            double[] whole = gradient(bench);
            bench.weights.layout().parameters().forEach(p -> bench.kernels.fill(bench.gradients.of(p), 0));
            backward(bench, x, dlogits, 0, 3);
            backward(bench, x, dlogits, 3, 4);
            assertThat(gradient(bench)).containsExactly(whole, within(1e-12));
        }
    }

    private void backward(Bench64 bench, Tensor x, Tensor dlogits, int from, int to) {
        Tensor weight = head.prepare(bench.training);
        Tensor sums = head.sums(bench.training);
        DinoHead.State state = head.forward(bench.training, weight, x.rows(from, to));
        head.backward(bench.training, weight, sums, state, dlogits.rows(from, to));
        head.finish(bench.training, sums);
    }

    private static double[] gradient(Bench64 bench) {
        return bench.gradients.of("dino_head.last_layer.weight_v").toDoubles();
    }

    @Test
    void logitsAreCosinesTimesTheMagnitudesOfThePrototypes() {
        try (Bench64 bench = new Bench64(builder.build())) {
            bench.kernels.fill(bench.weights.of("dino_head.last_layer.weight_g"), 2);
            Tensor logits = logits(bench, bench.normal(20, 6));
            assertThat(Arrays.stream(logits.toDoubles()).map(Math::abs).max().orElseThrow())
                    .isBetween(0.5, 2.0);
        }
    }

    @Test
    void aHeadOfImpossibleShapeIsRefused() {
        assertThatThrownBy(() -> new HeadSettings(0, 4, 3)).hasMessageContaining("hidden is 0");
        assertThatThrownBy(() -> new HeadSettings(5, 0, 3)).hasMessageContaining("bottleneck 0");
        assertThatThrownBy(() -> new HeadSettings(5, 4, 1)).hasMessage("prototypes is 1, wanted 2 or more");
    }
}
