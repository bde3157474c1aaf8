package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LanesTest {

    @Test
    void everyLaneAndEveryTaskIsWorkedOnce() {
        int[] lanesSeen = new int[3];
        int[] tasksSeen = new int[100];
        try (Lanes lanes = new Lanes(3)) {
            lanes.run(lane -> lanesSeen[lane]++);
            lanes.forEach(tasksSeen.length, task -> tasksSeen[task]++);
        }
        assertThat(lanesSeen).containsOnly(1);
        assertThat(tasksSeen).containsOnly(1);
    }

    @Test
    void theFirstFaultComesOutWithTheOthersSuppressedOnceAllLanesAreDone() {
        AtomicInteger finished = new AtomicInteger();
        try (Lanes lanes = new Lanes(3)) {
            assertThatThrownBy(() -> lanes.run(lane -> {
                        finished.incrementAndGet();
                        throw new IllegalArgumentException("lane " + lane);
                    }))
                    .hasMessage("lane 0")
                    .satisfies(fault -> assertThat(fault.getSuppressed()).hasSize(2));
        }
        assertThat(finished).hasValue(3);
    }

    @Test
    void anInterruptIsHeededOnlyWhenNoLaneWorksAnyMore() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        AtomicInteger finishedAtReturn = new AtomicInteger(-1);
        try (Lanes lanes = new Lanes(2)) {
            Thread caller = new Thread(() -> {
                try {
                    lanes.run(lane -> {
                        if (lane == 0) {
                            working.countDown();
                            awaitQuietly(mayEnd);
                        }
                        finished.incrementAndGet();
                    });
                } catch (IllegalStateException e) {
                    finishedAtReturn.set(Thread.currentThread().isInterrupted() ? finished.get() : -2);
                }
            });
            caller.start();
            working.await();
            caller.interrupt();
            awaitHeeded(caller);
            mayEnd.countDown();
            caller.join();
        }
        assertThat(finishedAtReturn).hasValue(2);
    }

    @Test
    void theLaneOfACallerIsTheCallingThreadAndHeedsItsInterrupt() {
        Lanes lanes = Lanes.ofCaller();
        AtomicReference<Thread> used = new AtomicReference<>();
        lanes.forEach(3, task -> used.set(Thread.currentThread()));
        assertThat(used).hasValue(Thread.currentThread());
        assertThat(lanes.count()).isOne();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> lanes.run(lane -> {})).hasMessage("interrupted while its lanes worked");
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Returns when the thread has cleared its interrupt and either waits again or has ended. */
    private static void awaitHeeded(Thread thread) {
        while (thread.getState() != Thread.State.TERMINATED
                && (thread.isInterrupted() || thread.getState() != Thread.State.WAITING)) {
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
}
