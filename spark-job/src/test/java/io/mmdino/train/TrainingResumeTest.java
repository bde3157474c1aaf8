package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingResumeTest {

    private static final int EPOCHS = 3;
    private static final String LAST = "checkpoints/step-00000012.safetensors";

    @TempDir
    static Path undisturbed;

    @TempDir
    Path folder;

    /** Ends a run as a kill does: no handler of the run catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @BeforeAll
    static void runToTheEnd() throws IOException {
        run(undisturbed, new TinyTraining.Quiet());
        assertThat(Files.readAllLines(undisturbed.resolve("metrics.jsonl"))).hasSize(12 + 3);
    }

    private static void run(Path folder, RunListener listener) throws IOException {
        TinyTraining.run(TinyTraining.of(EPOCHS, TinyTraining.HASH), TinyTraining.shards(), folder, listener);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5, 7, 8, 11})
    void aRunCutOffAfterAnyIterationEndsWithTheSameBytes(int iteration) {
        cutOff(new TinyTraining.Quiet() {
            @Override
            public void stepped(long done, Learner.Outcome outcome) {
                if (done == iteration) {
                    throw new Killed();
                }
            }
        });
        goOnToTheEnd();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12})
    void aRunCutOffBetweenItsBestAndItsCheckpointEndsWithTheSameBytes(int validation) {
        cutOff(new TinyTraining.Quiet() {
            @Override
            public void validated(long done, double mcc, boolean best) {
                if (done == validation) {
                    throw new Killed();
                }
            }
        });
        goOnToTheEnd();
    }

    @Test
    void aRunCutOffAgainAndAgainEndsWithTheSameBytes() {
        for (int life = 0; life < 3; life++) {
            int[] left = {3};
            cutOff(new TinyTraining.Quiet() {
                @Override
                public void stepped(long done, Learner.Outcome outcome) {
                    if (left[0]-- == 0) {
                        throw new Killed();
                    }
                }
            });
        }
        goOnToTheEnd();
    }

    private void cutOff(RunListener listener) {
        assertThatThrownBy(() -> run(folder, listener)).isInstanceOf(Killed.class);
    }

    private void goOnToTheEnd() {
        assertThat(folder.resolve(LAST)).doesNotExist();
        try {
            run(folder, new TinyTraining.Quiet());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        for (String file : new String[] {LAST, "best.safetensors", "metrics.jsonl"}) {
            assertThat(folder.resolve(file)).hasSameBinaryContentAs(undisturbed.resolve(file));
        }
    }

    @Test
    void aFinishedRunStartedAgainChangesNothing() throws IOException {
        run(folder, new TinyTraining.Quiet());
        long[] started = new long[2];
        run(folder, new TinyTraining.Quiet() {
            @Override
            public void started(long first, long iterations) {
                started[0] = first;
                started[1] = iterations;
            }

            @Override
            public void stepped(long iteration, Learner.Outcome outcome) {
                throw new AssertionError("a step in a finished run");
            }
        });
        assertThat(started).containsExactly(12, 12);
        assertThat(folder.resolve(LAST)).hasSameBinaryContentAs(undisturbed.resolve(LAST));
        assertThat(folder.resolve("metrics.jsonl")).hasSameBinaryContentAs(undisturbed.resolve("metrics.jsonl"));
    }

    @Test
    void aFolderOfOtherSettingsIsRefusedAndLeftAsItIs() throws IOException {
        run(folder, new TinyTraining.Quiet());
        Training other = TinyTraining.of(EPOCHS, "fedcba9876543210");
        assertThatThrownBy(() -> TinyTraining.run(other, TinyTraining.shards(), folder, new TinyTraining.Quiet()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("settings hash 0123456789ab, wanted fedcba987654")
                .hasMessageContaining("choose another --output");
        assertThat(folder.resolve("metrics.jsonl")).hasSameBinaryContentAs(undisturbed.resolve("metrics.jsonl"));
    }
}
