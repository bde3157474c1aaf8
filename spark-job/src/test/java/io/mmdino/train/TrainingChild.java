package io.mmdino.train;

import java.io.IOException;
import java.nio.file.Path;

/** A run in a process of its own: prints each iteration it has done. */
final class TrainingChild {

    static final int EPOCHS = 25;

    private TrainingChild() {}

    /** @param args the run's folder */
    public static void main(String[] args) throws IOException {
        TinyTraining.run(
                TinyTraining.of(EPOCHS, TinyTraining.HASH),
                TinyTraining.shards(),
                Path.of(args[0]),
                new TinyTraining.Quiet() {
                    @Override
                    public void stepped(long iteration, Learner.Outcome outcome) {
                        System.out.println(iteration);
                    }
                });
    }
}
