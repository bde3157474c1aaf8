package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.average.AveragingSettings.Method;
import io.mmdino.average.AveragingSettings.Mode;
import io.mmdino.average.RingAverager;
import io.mmdino.average.Security;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A validation by worker 0 that lasts longer than the others wait for a worker. */
class SlowValidationTest {

    private static final int WORKERS = 2;
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final long VALIDATION_MILLIS = 2000;

    @TempDir
    Path folder;

    private final Kernels kernels = KernelChoice.kernels("scalar");
    private final String[] addresses = new String[WORKERS];
    private final CyclicBarrier met = new CyclicBarrier(WORKERS);

    @Test
    void doesNotStarveTheRing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        List<Future<?>> workers = new ArrayList<>();
        for (int rank = 0; rank < WORKERS; rank++) {
            int own = rank;
            workers.add(threads.submit(() -> {
                train(own);
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> worker : workers) {
            worker.get(60, TimeUnit.SECONDS);
        }
        assertThat(folder.resolve("checkpoints/step-00000008.safetensors")).exists();
    }

    private void train(int rank) throws Exception {
        AveragingSettings settings = new AveragingSettings(WORKERS, Method.RING, Mode.GRADIENTS, 1, 1, 0, 1e-4, 1);
        Training tiny = TinyTraining.of(2, TinyTraining.HASH);
        Training training = new Training(
                tiny.model(),
                tiny.losses(),
                tiny.crops(),
                tiny.masks(),
                tiny.optim(),
                tiny.train(),
                settings,
                tiny.settingsHash());
        try (Averager ring = RingAverager.open(
                        rank, WORKERS, text -> meet(rank, text), Security.none(), "127.0.0.1", 0, kernels, LIMIT);
                Averaging averaging =
                        Averaging.of(settings, ring, training.optim().iterations());
                Lanes lanes = new Lanes(1)) {
            SyntheticShards shards = TinyTraining.shards();
            training.run(
                    Cohort.of(shards),
                    shards,
                    folder,
                    kernels,
                    lanes,
                    averaging,
                    teacher -> slowly(),
                    new TinyTraining.Quiet());
        }
    }

    private static OptionalDouble slowly() {
        try {
            Thread.sleep(VALIDATION_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return OptionalDouble.of(0.5);
    }

    private String[] meet(int rank, String text) {
        addresses[rank] = text;
        try {
            met.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return addresses.clone();
    }
}
