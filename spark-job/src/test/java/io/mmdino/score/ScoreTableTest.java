package io.mmdino.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreTableTest {

    private static final StudyScore SCORED = new StudyScore(
            "abc",
            StudyScore.Status.SCORED,
            "",
            List.of("t1", "t2"),
            Optional.of(new StudyScore.Answer("Glioma, other", new double[] {0.25, 0.75})));

    private static ScoreTable table(List<String> classes, StudyScore... rows) {
        return new ScoreTable(classes, List.of(rows), "m1", "s1", "vector kernels");
    }

    @Test
    void cellsWithCommasQuotesAndLineBreaksAreQuoted() {
        StudyScore refused = StudyScore.refused("def", "t1: \"gzip\" ends early,\nread 3 bytes");

        String csv = table(List.of("IDH-wt", "Glioma, other"), SCORED, refused).csv();

        assertThat(csv)
                .isEqualTo("study,status,predicted,probability_idh_wt,probability_glioma_other,sequences,reason,"
                        + "model_hash,settings_hash,computation\r\n"
                        + "abc,SCORED,\"Glioma, other\",0.25,0.75,t1+t2,,m1,s1,vector kernels\r\n"
                        + "def,REFUSED,,,,,\"t1: \"\"gzip\"\" ends early,\nread 3 bytes\",m1,s1,vector kernels\r\n");
    }

    @Test
    void classesThatWouldShareAColumnAreNumbered() {
        assertThat(table(List.of("a b", "a-b")).probabilityColumns())
                .containsExactly("probability_a_b_0", "probability_a_b_1");
    }
}
