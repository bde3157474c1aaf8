package io.mmdino.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineProgressTest {

    private final List<String> lines = new ArrayList<>();
    private long now = 7;

    @Test
    void linesAreSecondsApartAndTheLastCountIsAlwaysShown() {
        try (TerminalProgress progress = start(100)) {
            for (int i = 1; i <= 13; i++) {
                pass(1);
                progress.reached(i);
            }
        }
        assertThat(lines)
                .containsExactly(
                        "ingest: 1 of 100 studies, 1 s",
                        "ingest: 6 of 100 studies, 6 s",
                        "ingest: 11 of 100 studies, 11 s",
                        "ingest: 13 of 100 studies, 13 s");
    }

    @Test
    void theLastLineIsNotSaidTwice() {
        try (TerminalProgress progress = start(1)) {
            progress.reached(1);
        }
        assertThat(lines).containsExactly("ingest: 1 of 1 studies, 0 s");
    }

    @Test
    void anUnknownTotalIsLeftOutUntilItIsKnown() {
        try (TerminalProgress progress = start(-1)) {
            progress.reached(3);
            progress.total(9);
            progress.note("loss 2.5");
            progress.reached(4);
        }
        assertThat(lines).containsExactly("ingest: 3 studies, 0 s", "ingest: 4 of 9 studies, 0 s, loss 2.5");
    }

    @Test
    void aCountThatComesLateFromAnotherThreadIsIgnored() {
        try (TerminalProgress progress = start(9)) {
            progress.reached(5);
            pass(6);
            progress.reached(4);
        }
        assertThat(lines).containsExactly("ingest: 5 of 9 studies, 0 s");
    }

    @Test
    void workThatFailsBeforeItsFirstStepShowsNoCount() {
        start(9).close();
        assertThat(lines).isEmpty();
    }

    private TerminalProgress start(long total) {
        return new LineProgress("ingest", "studies", total, lines::add, () -> now);
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
