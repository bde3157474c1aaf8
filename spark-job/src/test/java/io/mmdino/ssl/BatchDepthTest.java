package io.mmdino.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.HostInputs;
import io.mmdino.kernel.Tensor;
import io.mmdino.vit.StochasticDepth;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchDepthTest {

    private final HostInputs inputs = new HostInputs(Backends.scalar(Tensor.Type.FLOAT32));

    private static int[] all(int crops) {
        return IntStream.range(0, crops).toArray();
    }

    @Test
    void workersDrawTheirCropsOutOfTheJoinedBatch() {
        int[] whole = crops(new BatchDepth(1, 10, all(10), 0.4, new SplittableRandom(1))
                .of(0, 10, inputs)
                .of(0, 1));
        int[] own = {1, 4, 5, 9};
        StochasticDepth.Branch part = new BatchDepth(1, 10, own, 0.4, new SplittableRandom(1))
                .of(0, 4, inputs)
                .of(0, 1);
        assertThat(IntStream.of(crops(part)).map(i -> own[i]).toArray())
                .isEqualTo(IntStream.of(whole)
                        .filter(crop -> IntStream.of(own).anyMatch(o -> o == crop))
                        .toArray());
        assertThat(part.scale()).isEqualTo(10.0 / 6);
    }

    private static int[] crops(StochasticDepth.Branch branch) {
        return DoubleStream.of(branch.crops().orElseThrow().toDoubles())
                .mapToInt(crop -> (int) crop)
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"10, 0.3, 7", "16, 0.3, 11", "2, 0.9, 1", "1, 0.5, 1", "8, 0, 8"})
    void asManyCropsRunAsTheRateSaysAndTheirScaleMakesUpForTheRest(int crops, double rate, int wanted) {
        BatchDepth depth = new BatchDepth(3, crops, all(crops), rate, new SplittableRandom(1));
        for (int block = 0; block < 3; block++) {
            for (int branch = 0; branch < 2; branch++) {
                StochasticDepth.Branch drawn = depth.of(0, crops, inputs).of(block, branch);
                assertThat(crops(drawn)).hasSize(wanted).isSorted();
                assertThat(drawn.scale()).isEqualTo((double) crops / wanted);
            }
        }
    }

    @Test
    void lanesSeeTheirOwnPartOfOneDraw() {
        BatchDepth depth = new BatchDepth(1, 9, all(9), 0.4, new SplittableRandom(1));
        int[] whole = crops(depth.of(0, 9, inputs).of(0, 1));
        IntStream first = IntStream.of(crops(depth.of(0, 4, inputs).of(0, 1)));
        IntStream second = IntStream.of(crops(depth.of(4, 9, inputs).of(0, 1))).map(i -> i + 4);
        assertThat(IntStream.concat(first, second).toArray()).containsExactly(whole);
        assertThat(depth.of(4, 9, inputs).of(0, 1).scale())
                .isEqualTo(depth.of(0, 4, inputs).of(0, 1).scale());
    }

    @Test
    void branchesAreDrawnApart() {
        BatchDepth depth = new BatchDepth(2, 64, all(64), 0.5, new SplittableRandom(1));
        StochasticDepth all = depth.of(0, 64, inputs);
        assertThat(crops(all.of(0, 0))).isNotEqualTo(crops(all.of(0, 1))).isNotEqualTo(crops(all.of(1, 0)));
    }

    @Test
    void cropsBeyondTheBatchAreRefused() {
        BatchDepth depth = new BatchDepth(1, 4, all(4), 0.5, new SplittableRandom(1));
        assertThatThrownBy(() -> depth.of(2, 5, inputs)).hasMessage("crops 2 to 5 of 4");
    }
}
