package io.mmdino.average;

import java.util.ArrayList;
import java.util.List;

/**
 * Order in which one worker sends and receives the W parts of a vector in a ring: it sends in step s + 1 what it received in
 * step s. {@link Chunk} cuts the steps into messages.
 *
 * @param steps in the order of execution
 */
public record Route(List<Step> steps) {

    /**
     * One part sent and one part received.
     *
     * @param sent the part that goes to the successor
     * @param received the part that comes from the predecessor
     * @param adds whether the received part is added to this worker's own, or replaces it
     */
    public record Step(int sent, int received, boolean adds) {}

    /** All-reduce in the order of {@link RingOrder}: reduce-scatter, then all-gather; 2 (W - 1) steps. */
    public static Route sum(int rank, int workers) {
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < workers - 1; s++) {
            steps.add(step(rank - s, workers, true));
        }
        steps.addAll(passing(rank + 1, workers));
        return new Route(List.copyOf(steps));
    }

    /** All-gather: part r of every rank r reaches all workers; W - 1 steps. */
    static Route gather(int rank, int workers) {
        return new Route(passing(rank, workers));
    }

    private static List<Step> passing(int first, int workers) {
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < workers - 1; s++) {
            steps.add(step(first - s, workers, false));
        }
        return List.copyOf(steps);
    }

    private static Step step(int sent, int workers, boolean adds) {
        return new Step(Math.floorMod(sent, workers), Math.floorMod(sent - 1, workers), adds);
    }
}
