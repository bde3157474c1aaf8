package io.mmdino.cluster.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Many scenarios at once: every number of workers with every network and every mode, predicted and replayed.
 *
 * @param sizes workers, one ring each
 * @param runs how often each scenario is replayed
 */
public record ScaleStudy(
        List<Ring> sizes,
        List<Link> links,
        List<Mode> modes,
        StepTimes times,
        Faults faults,
        int iterations,
        int runs,
        long seed) {

    /** Steps drawn in all; more take hours. */
    private static final double MOST = 2e10;

    public ScaleStudy {
        sizes = List.copyOf(sizes);
        links = List.copyOf(links);
        modes = List.copyOf(modes);
        Checks.within("iterations", iterations, 1, Scenario.MOST_ITERATIONS);
        Checks.within("runs", runs, 1, 100_000);
        double draws = sizes.stream().mapToDouble(Ring::workers).sum() * iterations * runs;
        Checks.within("workers x iterations x runs", draws, 1, MOST);
    }

    /**
     * A scenario with both answers.
     *
     * @param efficiency of the replays
     * @param failures mean of a replay
     */
    public record Row(Scenario scenario, Prediction predicted, Spread efficiency, double failures) {}

    /**
     * By workers, then network, then mode.
     *
     * @param progress hears how many of sizes x runs are done
     * @throws IllegalArgumentException when failures leave a scenario no hope to finish
     */
    public List<Row> rows(IntConsumer progress) {
        List<List<Trials>> trials = new ArrayList<>();
        for (Ring ring : sizes) {
            trials.add(scenarios(ring).stream()
                    .map(scenario -> new Trials(scenario, Prediction.of(scenario), runs))
                    .toList());
        }
        Replay replay = new Replay(times, iterations, seed);
        for (int size = 0; size < sizes.size(); size++) {
            for (int run = 0; run < runs; run++) {
                double[][] slowest = replay.slowest(sizes.get(size).workers(), modes, run);
                for (int i = 0; i < trials.get(size).size(); i++) {
                    trials.get(size).get(i).play(replay, slowest[i % modes.size()], run);
                }
                progress.accept(size * runs + run + 1);
            }
        }
        return trials.stream().flatMap(List::stream).map(Trials::row).toList();
    }

    private List<Scenario> scenarios(Ring ring) {
        return links.stream()
                .flatMap(link -> modes.stream().map(mode -> new Scenario(ring, link, mode, times, faults, iterations)))
                .toList();
    }

    /** One scenario's runs. */
    private record Trials(Scenario scenario, Prediction predicted, double[] efficiencies, int[] failures) {

        Trials(Scenario scenario, Prediction predicted, int runs) {
            this(scenario, predicted, new double[runs], new int[runs]);
        }

        void play(Replay replay, double[] slowest, int run) {
            Replay.Run played = replay.play(scenario, slowest, predicted.checkpointRounds(), run);
            efficiencies[run] = scenario.efficiency(played.seconds());
            failures[run] = played.failures();
        }

        Row row() {
            double mean = Arrays.stream(failures).average().orElseThrow();
            return new Row(scenario, predicted, Spread.of(efficiencies), mean);
        }
    }
}
