package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardPlanTest {

    private static List<int[]> plan(long most, List<Long> bytes) {
        return ShardPlan.of(IntStream.range(0, bytes.size()).boxed().toList(), bytes, most)
                .shards();
    }

    @Test
    void shardsAreFilledEvenlyUpToTheirLimitInTheGivenOrder() {
        Random random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            int studies = 1 + random.nextInt(200);
            List<Long> bytes = random.longs(studies, 1, 40).boxed().toList();
            List<int[]> shards = plan(100, bytes);
            List<Integer> order = new ArrayList<>();
            for (int[] shard : shards) {
                long size = IntStream.of(shard).mapToLong(bytes::get).sum();
                assertThat(size).as("trial %s", trial).isLessThanOrEqualTo(100);
                assertThat(size).isGreaterThan(shards.size() == 1 ? 0 : 30);
                IntStream.of(shard).forEach(order::add);
            }
            assertThat(order)
                    .containsExactlyElementsOf(
                            IntStream.range(0, studies).boxed().toList());
        }
    }

    @Test
    void aStudyBeyondTheLimitIsAlone() {
        assertThat(plan(100, List.of(50L, 900L, 50L))).containsExactly(new int[] {0}, new int[] {1}, new int[] {2});
    }

    @Test
    void nothingNeedsNoShard() {
        assertThat(plan(100, List.of())).isEmpty();
    }
}
