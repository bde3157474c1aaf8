package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskMakerTest {

    private static final int GRID = 7;
    private static final int N = GRID * GRID;
    private static final MaskSettings BLOCKS = new MaskSettings(0.5, 0.1, 0.5, 4, 0.5, 0.3, false);

    @Test
    void halfOfTheGlobalCropsAreMaskedWithSharesSpreadOverTheBins() {
        List<Integer> hidden = new ArrayList<>();
        for (boolean[][] study : draw(BLOCKS, batch(32), 1)) {
            for (boolean[] crop : study) {
                hidden.add(count(crop, 0));
            }
        }
        Collections.sort(hidden);

        assertThat(hidden).hasSize(64);
        assertThat(hidden.subList(0, 32)).containsOnly(0);
        assertThat(hidden.get(32)).isBetween(1, 6);
        assertThat(hidden.get(63)).isBetween(19, 24);
        int sum = hidden.stream().mapToInt(Integer::intValue).sum();
        assertThat(sum / 32.0 / N).isBetween(0.25, 0.31);
    }

    @Test
    void noCropHidesMoreThanItsShare() {
        for (int iteration = 0; iteration < 50; iteration++) {
            for (boolean[][] study : draw(BLOCKS, batch(8), iteration)) {
                for (boolean[] crop : study) {
                    assertThat(count(crop, 0)).isLessThanOrEqualTo(N / 2);
                }
            }
        }
    }

    @Test
    void allSequencesShareTheBlockMask() {
        for (boolean[][] study : draw(BLOCKS, batch(16), 3)) {
            for (boolean[] crop : study) {
                boolean[] first = Arrays.copyOf(crop, N);
                for (int m = 1; m < 4; m++) {
                    assertThat(Arrays.copyOfRange(crop, m * N, (m + 1) * N)).isEqualTo(first);
                }
            }
        }
    }

    @Test
    void fullModalityMaskingHidesExactlyOneSequenceOfEveryCrop() {
        int[] lost = new int[4];
        for (int iteration = 0; iteration < 20; iteration++) {
            for (boolean[][] study : draw(MaskSettings.paper(), batch(16), iteration)) {
                for (boolean[] crop : study) {
                    int whole = 0;
                    for (int m = 0; m < 4; m++) {
                        boolean all = count(crop, m) == N;
                        whole += all ? 1 : 0;
                        lost[m] += all ? 1 : 0;
                    }
                    assertThat(whole).isEqualTo(1);
                }
            }
        }
        assertThat(lost)
                .satisfies(counts ->
                        assertThat(Arrays.stream(counts).min().orElse(0)).isGreaterThan(110));
    }

    @Test
    void patchesOfMissingSequencesAreNeverInTheMask() {
        boolean[] two = {false, true, false, true};
        for (boolean[][] study : draw(MaskSettings.paper(), Collections.nCopies(16, two), 1)) {
            for (boolean[] crop : study) {
                assertThat(count(crop, 0) + count(crop, 2)).isZero();
                assertThat(count(crop, 1) == N ^ count(crop, 3) == N).isTrue();
            }
        }
    }

    @Test
    void theOnlySequenceIsNeverHiddenAsAWhole() {
        for (boolean[][] study : draw(MaskSettings.paper(), Collections.nCopies(16, new boolean[] {true, false}), 1)) {
            for (boolean[] crop : study) {
                assertThat(count(crop, 0)).isLessThanOrEqualTo(N / 2);
            }
        }
    }

    @Test
    void masksDependOnSeedAndIterationOnly() {
        List<boolean[][]> masks = draw(MaskSettings.paper(), batch(4), 1);
        List<boolean[][]> again = draw(MaskSettings.paper(), batch(4), 1);
        List<boolean[][]> later = draw(MaskSettings.paper(), batch(4), 2);

        assertThat(Arrays.deepEquals(again.toArray(), masks.toArray())).isTrue();
        assertThat(Arrays.deepEquals(later.toArray(), masks.toArray())).isFalse();
    }

    @Test
    void aSmallTargetIsOneBlockOfAtLeastFourPatches() {
        BlockMask blocks = new BlockMask(GRID, BLOCKS);
        RandomStream random = RandomStream.of(1, 1, "", "masks");
        for (int i = 0; i < 300; i++) {
            // Five at most: one block of 4 or 5 patches, since a second would have to overlap it in all but one.
            boolean[] mask = blocks.draw(5, random);
            assertThat(count(mask, 0)).isBetween(4, 5);
        }
    }

    @Test
    void smallGridsGetMasksToo() {
        for (int grid = 2; grid <= 4; grid++) {
            BlockMask blocks = new BlockMask(grid, BLOCKS);
            RandomStream random = RandomStream.of(1, grid, "", "masks");
            int hidden = 0;
            for (int i = 0; i < 100; i++) {
                for (boolean patch : blocks.draw(grid * grid / 2, random)) {
                    hidden += patch ? 1 : 0;
                }
            }
            assertThat(hidden / 100.0).as("grid %d", grid).isGreaterThan(grid * grid * 0.35);
        }
    }

    private static List<boolean[][]> draw(MaskSettings settings, List<boolean[]> present, int iteration) {
        return new MaskMaker(settings, GRID).forBatch(present, RandomStream.of(9, iteration, "", "masks"));
    }

    private static List<boolean[]> batch(int studies) {
        return Collections.nCopies(studies, new boolean[] {true, true, true, true});
    }

    private static int count(boolean[] crop, int sequence) {
        int count = 0;
        for (int i = sequence * N; i < (sequence + 1) * N; i++) {
            count += crop[i] ? 1 : 0;
        }
        return count;
    }
}
