package io.mmdino.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockTest {

    private static final int CROPS = 3;
    private static final int TOKENS = 4;
    private static final int WIDTH = 8;
    private static final double SCALE = 1.5;

    private final ParameterLayout.Builder builder = new ParameterLayout.Builder();

    @ParameterizedTest
    @EnumSource(FeedForward.Kind.class)
    void gradientsAgreeWithDifferencesWhenAllCropsRun(FeedForward.Kind kind) {
        checkGradients(kind, chosen(1, 0, 1, 2), chosen(1, 0, 1, 2));
    }

    @ParameterizedTest
    @EnumSource(FeedForward.Kind.class)
    void gradientsAgreeWithDifferencesWhenSomeCropsRun(FeedForward.Kind kind) {
        checkGradients(kind, chosen(SCALE, 0, 2), chosen(3, 1));
    }

    @Test
    void gradientsAgreeWithDifferencesWhenABranchRunsOnNoCropOfTheLane() {
        checkGradients(FeedForward.Kind.MLP, chosen(SCALE, 0, 1, 2), chosen(2));
    }

    private void checkGradients(FeedForward.Kind kind, ChosenRows attending, ChosenRows feeding) {
        Block block = Block.add(builder, "block", TinyVits.of(kind, 0, "t1"));
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            Tensor x = fixture.normal(CROPS * TOKENS, WIDTH);
            Tensor dy = fixture.normal(CROPS * TOKENS, WIDTH);
            Tensor y = fixture.kernels.zeros(CROPS * TOKENS, WIDTH);
            DoubleSupplier loss = () -> {
                fixture.workspace.releaseAll();
                block.forward(fixture.training, x, attending, feeding, y);
                return LayerFixture.dot(y, dy);
            };
            fixture.workspace.releaseAll();
            Block.State state = block.forward(fixture.training, x, attending, feeding, y);
            Tensor dx = fixture.copy(dy);
            block.backward(fixture.training, state, dx);
            Derivatives.check("x", x, dx.toDoubles(), loss, 1e-6);
            Derivatives.check(fixture.weights, fixture.gradients, loss, 1e-7);
        }
    }

    @Test
    void aSubsetIsTheWholeBranchScaledAndAddedToTheChosenCropsAlone() {
        Block block = Block.add(builder, "block", TinyVits.of(FeedForward.Kind.MLP, 0, "t1"));
        try (LayerFixture fixture = new LayerFixture(builder.build())) {
            Tensor x = fixture.normal(CROPS * TOKENS, WIDTH);
            checkAgainstNaive(fixture, block, x, true);
            checkAgainstNaive(fixture, block, x, false);
        }
    }

    /** Runs one branch only, so that its result is the difference between output and input. */
    private static void checkAgainstNaive(LayerFixture fixture, Block block, Tensor x, boolean attention) {
        Tensor whole = fixture.kernels.zeros(x.rows(), WIDTH);
        Tensor subset = fixture.kernels.zeros(x.rows(), WIDTH);
        ChosenRows all = chosen(1, 0, 1, 2);
        ChosenRows some = chosen(SCALE, 0, 2);
        ChosenRows none = chosen(1);
        block.forward(fixture.training, x, attention ? all : none, attention ? none : all, whole);
        block.forward(fixture.training, x, attention ? some : none, attention ? none : some, subset);
        for (int row = 0; row < x.rows(); row++) {
            double scale = row / TOKENS == 1 ? 0 : SCALE;
            for (int d = 0; d < WIDTH; d++) {
                double wanted = x.get(row, d) + scale * (whole.get(row, d) - x.get(row, d));
                assertThat(subset.get(row, d)).isCloseTo(wanted, within(1e-12));
            }
        }
    }

    private static ChosenRows chosen(double scale, int... crops) {
        Tensor rows = Backends.scalar(Tensor.Type.FLOAT64).indices(crops);
        return new ChosenRows(TOKENS, new StochasticDepth.Branch(Optional.of(rows), scale));
    }
}
