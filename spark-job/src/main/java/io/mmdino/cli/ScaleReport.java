package io.mmdino.cli;

import io.mmdino.cluster.scale.ScaleStudy;
import io.mmdino.cluster.scale.Scenario;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code bench scale} prints. */
record ScaleReport(ScaleStudy study, List<ScaleStudy.Row> rows) {

    private static final String HEADING =
            "workers   Gb/s  mode                rounds  GB/worker  exchange s    round s  checkpoint  predicted  simulated"
                    + "     95 % range  failures";

    void print(PrintWriter out, boolean json) {
        if (json) {
            List<Map<String, Object>> all =
                    rows.stream().map(ScaleReport::facts).toList();
            new BenchReport("scale")
                    .put("parameters", study.sizes().get(0).parameters())
                    .put("iterations", study.iterations())
                    .put("step_s", study.times().seconds())
                    .put("runs", study.runs())
                    .put("seed", study.seed())
                    .put("rows", all)
                    .print(out, true);
            return;
        }
        out.printf(
                Locale.ROOT,
                "%,d parameters, %,d steps of %s s, %d replays a row; checkpoint: steps from one to the next%n%n",
                study.sizes().get(0).parameters(),
                study.iterations(),
                study.times().seconds(),
                study.runs());
        out.println(HEADING);
        rows.forEach(row -> out.println(line(row)));
    }

    private static String line(ScaleStudy.Row row) {
        Scenario scenario = row.scenario();
        return String.format(
                Locale.ROOT,
                "%7d %6s  %-16s  %8d %10.1f %11.3f %10.2f %11d %10.3f %10.3f  %.3f to %.3f %9.2f",
                scenario.ring().workers(),
                plain(scenario.link().gigabits()),
                scenario.mode().name(),
                scenario.rounds(),
                gigabytes(scenario),
                scenario.exchangeSeconds(),
                row.predicted().roundSeconds(),
                checkpointSteps(row),
                row.predicted().efficiency(),
                row.efficiency().mean(),
                row.efficiency().low(),
                row.efficiency().high(),
                row.failures());
    }

    private static Map<String, Object> facts(ScaleStudy.Row row) {
        Scenario scenario = row.scenario();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("workers", scenario.ring().workers());
        facts.put("gigabits", scenario.link().gigabits());
        facts.put("mode", scenario.mode().name());
        facts.put("rounds", scenario.rounds());
        facts.put("gb_per_worker", gigabytes(scenario));
        facts.put("exchange_s", scenario.exchangeSeconds());
        facts.put("round_s", row.predicted().roundSeconds());
        facts.put("checkpoint_steps", checkpointSteps(row));
        facts.put("run_s", row.predicted().seconds());
        facts.put("predicted_efficiency", row.predicted().efficiency());
        facts.put("simulated_efficiency", row.efficiency().mean());
        facts.put("simulated_low", row.efficiency().low());
        facts.put("simulated_high", row.efficiency().high());
        facts.put("failures", row.failures());
        return facts;
    }

    /** Sent by each worker in the whole run, without what failures repeat. */
    private static double gigabytes(Scenario scenario) {
        return scenario.rounds() * scenario.ring().bytes(scenario.mode()) / 1e9;
    }

    private static long checkpointSteps(ScaleStudy.Row row) {
        long steps = (long) row.predicted().checkpointRounds()
                * row.scenario().mode().period();
        return Math.min(steps, row.scenario().iterations());
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
