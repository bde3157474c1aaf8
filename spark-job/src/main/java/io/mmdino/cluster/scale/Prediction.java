package io.mmdino.cluster.scale;

/**
 * The formula's answer.
 *
 * @param roundSeconds expected time of a whole round: the slowest worker's steps and the exchange
 * @param checkpointRounds rounds from one checkpoint to the next; the run's last round has one too
 * @param seconds expected time of the run
 * @param efficiency of the run
 */
public record Prediction(double roundSeconds, int checkpointRounds, double seconds, double efficiency) {

    /** @throws IllegalArgumentException when failures leave no hope to finish */
    public static Prediction of(Scenario scenario) {
        int workers = scenario.ring().workers();
        int period = scenario.mode().period();
        int rounds = scenario.rounds();
        int rest = scenario.iterations() - (rounds - 1) * period;
        double exchange = scenario.exchangeSeconds();
        double last = SlowestWorker.expected(scenario.times(), workers, rest) + exchange;
        double round = rest == period || rounds == 1
                ? last
                : SlowestWorker.expected(scenario.times(), workers, period) + exchange;
        Faults faults = scenario.faults();
        int together = faults.checkpointRounds(workers, round, rounds);
        int stretches = (rounds - 1) / together;
        double checkpoint = faults.checkpointSeconds();
        double ending = (rounds - 1 - stretches * together) * round + last + checkpoint;
        double seconds = faults.expected(workers, ending);
        if (stretches > 0) {
            seconds += stretches * faults.expected(workers, together * round + checkpoint);
        }
        return new Prediction(round, together, seconds, scenario.efficiency(seconds));
    }
}
