package io.mmdino.cluster.scale;

import java.util.Arrays;
import java.util.List;

/** Studies that several tests look at. */
final class Cases {

    private static final List<Mode> MODES =
            List.of(Mode.gradients(), Mode.parameters(10), Mode.parameters(50), Mode.parameters(500));

    private Cases() {}

    static ScaleStudy study(StepTimes times, Faults faults, int iterations, int runs, long seed, int... workers) {
        List<Ring> sizes = Arrays.stream(workers)
                .mapToObj(size -> new Ring(size, 86_000_000, 3))
                .toList();
        List<Link> links = List.of(new Link(10, 50e-6, 0.5 / 344e6), new Link(100, 50e-6, 0.5 / 344e6));
        return new ScaleStudy(sizes, links, MODES, times, faults, iterations, runs, seed);
    }

    static List<ScaleStudy.Row> rows(ScaleStudy study) {
        return study.rows(done -> {});
    }
}
