package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceSubsetsTest {

    private static final List<String> FOUR = List.of("t1", "t1c", "t2", "flair");

    private static List<String> names(List<String> sequences, int smallest) {
        return SequenceSubsets.all(sequences, smallest).stream()
                .map(SequenceSubset::name)
                .toList();
    }

    private static StudyEntry study(String id, boolean... present) {
        return new StudyEntry(id, id, "", Split.TEST, OptionalInt.of(0), present, List.of(), 0);
    }

    @Test
    void fourSequencesHaveElevenSubsetsOfTwoOrMore() {
        assertThat(names(FOUR, 2))
                .containsExactly(
                        "t1+t1c",
                        "t1+t2",
                        "t1+flair",
                        "t1c+t2",
                        "t1c+flair",
                        "t2+flair",
                        "t1+t1c+t2",
                        "t1+t1c+flair",
                        "t1+t2+flair",
                        "t1c+t2+flair",
                        "t1+t1c+t2+flair");
    }

    @Test
    void singleSequencesComeFirstWhenWanted() {
        assertThat(names(FOUR, 1)).hasSize(15).startsWith("t1", "t1c", "t2", "flair");
    }

    @Test
    void oneSequenceHasOneSubset() {
        assertThat(names(List.of("t2"), 2)).containsExactly("t2");
    }

    @Test
    void ofManySequencesOnlyOneIsLeftOutAtATime() {
        List<String> eight = IntStream.range(0, 8).mapToObj(i -> "s" + i).toList();

        assertThat(SequenceSubsets.all(eight, 2)).hasSize(9).allSatisfy(subset -> assertThat(subset.sequences())
                .hasSizeBetween(7, 8));
    }

    @Test
    void aSubsetGivesNoSequenceThatTheStudyLacks() {
        SequenceSubset subset = SequenceSubsets.all(FOUR, 2).get(3);

        assertThat(subset.choice().of(study("a", true, true, false, true))).containsExactly(false, true, false, false);
    }

    @Test
    void oneSequenceIsDroppedAtRandomTheSameEachTime() {
        SequenceSubset dropped = SequenceSubset.dropOne(FOUR, 3);

        List<Integer> gone = IntStream.range(0, 200)
                .mapToObj(i -> study("study-" + i, true, true, true, true))
                .map(s -> {
                    boolean[] kept = dropped.choice().of(s);
                    assertThat(dropped.choice().of(s)).isEqualTo(kept);
                    int[] missing = IntStream.range(0, 4).filter(m -> !kept[m]).toArray();
                    assertThat(missing).hasSize(1);
                    return missing[0];
                })
                .toList();

        for (int m = 0; m < 4; m++) {
            int sequence = m;
            assertThat(gone.stream().filter(g -> g == sequence).count()).isBetween(30L, 70L);
        }
    }

    @Test
    void aStudysOnlySequenceIsNotDropped() {
        boolean[] kept = SequenceSubset.dropOne(FOUR, 3).choice().of(study("a", false, true, false, false));

        assertThat(kept).containsExactly(false, true, false, false);
    }
}
