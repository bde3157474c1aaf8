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
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            Tensor x = fixture.normal(3, 6);
            Tensor dlogits = fixture.normal(3, 3);
            DoubleSupplier loss = () -> LayerFixture.dot(logits(fixture, x), dlogits);
            fixture.workspace.releaseAll();
            Tensor weight = head.prepare(fixture.training);
            DinoHead.State state = head.forward(fixture.training, weight, x);
            Tensor sums = head.sums(fixture.training);
            double[] dx = head.backward(fixture.training, weight, sums, state, dlogits)
                    .toDoubles();
            head.finish(fixture.training, sums);
            Derivatives.check("x", x, dx, loss, 1e-6);
            Derivatives.check(fixture.weights, fixture.gradients, loss, 1e-7);
        }
    }

    private Tensor logits(LayerFixture fixture, Tensor x) {
        fixture.workspace.releaseAll();
        return head.forward(fixture.training, head.prepare(fixture.training), x).logits();
    }

    @Test
    void gradientsOfRowsInTwoPartsAddUpToThoseOfAllRows() {
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            Tensor x = fixture.normal(4, 6);
            Tensor dlogits = fixture.normal(4, 3);
            backward(fixture, x, dlogits, 0, 4);
            double[] whole = gradient(fixture);
            fixture.weights.layout().parameters().forEach(p -> fixture.kernels.fill(fixture.gradients.of(p), 0));
            backward(fixture, x, dlogits, 0, 3);
            backward(fixture, x, dlogits, 3, 4);
            assertThat(gradient(fixture)).containsExactly(whole, within(1e-12));
        }
    }

    private void backward(LayerFixture fixture, Tensor x, Tensor dlogits, int from, int to) {
        Tensor weight = head.prepare(fixture.training);
        Tensor sums = head.sums(fixture.training);
        DinoHead.State state = head.forward(fixture.training, weight, x.rows(from, to));
        head.backward(fixture.training, weight, sums, state, dlogits.rows(from, to));
        head.finish(fixture.training, sums);
    }

    private static double[] gradient(LayerFixture fixture) {
        return fixture.gradients.of("dino_head.last_layer.weight_v").toDoubles();
    }

    @Test
    void logitsAreCosinesTimesTheMagnitudesOfThePrototypes() {
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            fixture.kernels.fill(fixture.weights.of("dino_head.last_layer.weight_g"), 2);
            Tensor logits = logits(fixture, fixture.normal(20, 6));
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
