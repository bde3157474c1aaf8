package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.shard.Window;
import io.mmdino.ssl.TrainingBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BatchesAheadTest {

    private static final int EPOCHS = 3;

    @TempDir
    Path folder;

    private static TrainingBatch empty() {
        return new TrainingBatch(List.of(), List.of());
    }

    @Test
    void theNextBatchIsMadeWhileTheCurrentOneIsUsedAndNoOtherBefore() throws InterruptedException {
        BlockingQueue<Long> asked = new LinkedBlockingQueue<>();
        LongFunction<TrainingBatch> source = iteration -> {
            asked.add(iteration);
            return empty();
        };
        try (BatchesAhead ahead = new BatchesAhead(source, 5, 8)) {
            assertThat(asked.take()).isEqualTo(5);
            for (long next = 6; next < 8; next++) {
                ahead.next();
                assertThat(asked.take()).isEqualTo(next);
            }
            ahead.next();
            assertThatThrownBy(ahead::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("8");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void batchesAreThoseOfTheirIterations() {
        List<TrainingBatch> batches =
                LongStream.range(0, 4).mapToObj(i -> empty()).toList();
        try (BatchesAhead ahead = new BatchesAhead(i -> batches.get((int) i), 1, 4)) {
            for (int i = 1; i < 4; i++) {
                assertThat(ahead.next()).isSameAs(batches.get(i));
            }
        }
    }

    @Test
    void aRunWithoutIterationsMakesNoBatch() {
        LongFunction<TrainingBatch> source = iteration -> {
            throw new AssertionError("no batch may be made");
        };
        try (BatchesAhead ahead = new BatchesAhead(source, 8, 8)) {
            assertThatThrownBy(ahead::next).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aFaultComesOutAtItsOwnIteration() {
        IllegalArgumentException fault = new IllegalArgumentException("bad window");
        LongFunction<TrainingBatch> source = iteration -> {
            if (iteration == 1) {
                throw fault;
            }
            return empty();
        };
        try (BatchesAhead ahead = new BatchesAhead(source, 0, 4)) {
            assertThat(ahead.next()).isNotNull();
            assertThatThrownBy(ahead::next).isSameAs(fault);
        }
        OutOfMemoryError full = new OutOfMemoryError("heap");
        LongFunction<TrainingBatch> broken = iteration -> {
            throw full;
        };
        try (BatchesAhead ahead = new BatchesAhead(broken, 0, 4)) {
            assertThatThrownBy(ahead::next).isSameAs(full);
        }
    }

    @Test
    void closingWaitsForTheBatchInTheMakingEvenWhenInterrupted() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean made = new AtomicBoolean();
        LongFunction<TrainingBatch> source = iteration -> {
            started.countDown();
            awaitQuietly(mayEnd);
            made.set(true);
            return empty();
        };
        AtomicReference<String> seen = new AtomicReference<>("");
        Thread run = new Thread(() -> {
            try (BatchesAhead ahead = new BatchesAhead(source, 0, 4)) {
                ahead.next();
            } catch (IllegalStateException e) {
                seen.set(e.getMessage() + ", made " + made.get() + ", interrupted "
                        + Thread.currentThread().isInterrupted());
            }
        });
        run.start();
        started.await();
        run.interrupt();
        awaitWaitingAgain(run);
        mayEnd.countDown();
        run.join();
        assertThat(seen).hasValue("interrupted while the crops of iteration 0 were made, made true, interrupted true");
    }

    /** Returns when the thread has noticed its interrupt and waits again. */
    private static void awaitWaitingAgain(Thread thread) {
        while (thread.isInterrupted() || thread.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers the threads that read windows; reading fails when it is broken. */
    private static final class Watched extends SyntheticShards {

        private final ConcurrentLinkedQueue<Thread> readers = new ConcurrentLinkedQueue<>();
        private volatile boolean broken;

        Watched() {
            super(12, "t1", "t1c", "t2");
        }

        @Override
        public Window read(int record) {
            readers.add(Thread.currentThread());
            if (broken) {
                throw new IllegalStateException("the disk is gone");
            }
            return super.read(record);
        }

        void assertNoReaderLives() throws InterruptedException {
            assertThat(readers).isNotEmpty();
            for (Thread reader : readers) {
                reader.join();
            }
        }
    }

    @Test
    void aRunThatEndsByAnExceptionLeavesNoThread() throws InterruptedException {
        Watched shards = new Watched();
        assertThatThrownBy(() -> run(shards, new TinyTraining.Quiet() {
                    @Override
                    public void stepped(long iteration, Learner.Outcome outcome) {
                        throw new IllegalArgumentException("listener at " + iteration);
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("listener at 0");
        shards.assertNoReaderLives();
    }

    @Test
    void windowsThatCannotBeReadEndTheRunWithTheReadersMessage() throws InterruptedException {
        Watched shards = new Watched();
        assertThatThrownBy(() -> run(shards, new TinyTraining.Quiet() {
                    @Override
                    public void stepped(long iteration, Learner.Outcome outcome) {
                        shards.broken = iteration == 2;
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the disk is gone");
        shards.assertNoReaderLives();
    }

    @Test
    void anInterruptedRunEndsAndLeavesNoThread() throws InterruptedException {
        Watched shards = new Watched();
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread task = new Thread(() -> {
            try {
                run(shards, new TinyTraining.Quiet() {
                    @Override
                    public void stepped(long iteration, Learner.Outcome outcome) {
                        Thread.currentThread().interrupt();
                    }
                });
            } catch (IOException | IllegalStateException e) {
                end.set(e);
            }
        });
        task.start();
        task.join();
        assertThat(end.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("interrupted");
        shards.assertNoReaderLives();
    }

    @Test
    void aRunReadsTheWindowsOfItsIterationsAndNoMore() throws Exception {
        Watched shards = new Watched();
        run(shards, new TinyTraining.Quiet());
        int batch = TinyTraining.settings(7, 4, 0.5).batchSize();
        assertThat(shards.readers).hasSize(EPOCHS * TinyTraining.EPOCH * batch);
        shards.assertNoReaderLives();
    }

    private void run(Watched shards, RunListener listener) throws IOException {
        TinyTraining.run(TinyTraining.of(EPOCHS, TinyTraining.HASH), shards, folder, listener);
    }
}
