package io.mmdino.run;

import io.mmdino.average.AveragingSettings;
import io.mmdino.average.AveragingSettings.Mode;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;

/**
 * A run may go on with another number of workers than it was begun with. In mode {@code gradients} the joined batch stays as large as it
 * was, and its studies are shared out anew; in mode {@code parameters} the batch of each worker stays.
 */
public final class ChangedWorkers {

    private ChangedWorkers() {}

    /**
     * The wanted settings with the number of workers and the batch size that a run was begun with, if this start makes the same run:
     * with the same batch size, or, in mode {@code gradients}, with the same product of the two. Otherwise the wanted settings, which
     * the run then refuses.
     *
     * @param wanted settings of this start
     * @param begun settings of the run
     * @throws UsageException when a run begun like that cannot go on with so many workers
     */
    public static Settings asBegun(Settings wanted, Settings begun) {
        AveragingSettings now = wanted.averaging();
        int workers = begun.averaging().workers();
        int batch = begun.train().batchSize();
        boolean same = wanted.train().batchSize() == batch
                || now.mode() == Mode.GRADIENTS && wanted.train().batchSize() * now.workers() == batch * workers;
        if (!same || now.workers() == workers && wanted.train().batchSize() == batch) {
            return wanted;
        }
        if (now.mode() == Mode.GRADIENTS && now.workers() > batch * workers) {
            throw new UsageException("averaging.workers is " + now.workers() + ", wanted " + batch * workers
                    + " or fewer: the run was begun with " + batch * workers
                    + " studies a step, of which each worker takes one or more");
        }
        if (workers == 1 && now.hasOuterStep()) {
            throw new UsageException("averaging.outer-learning-rate and averaging.outer-momentum are "
                    + now.outerLearningRate() + " and " + now.outerMomentum()
                    + ", wanted 1 and 0: the run was begun with one"
                    + " worker, so its checkpoints hold no velocity of an outer step to go on from");
        }
        return wanted.withAveraging(now.withWorkers(workers))
                .withTrain(wanted.train().withBatchSize(batch));
    }
}
