package io.mmdino.job;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.cluster.ExecutorSite;
import io.mmdino.cluster.RunGauge;
import io.mmdino.config.UsageException;
import io.mmdino.run.Address;
import io.mmdino.run.CheckpointRequest;
import io.mmdino.run.RequestedRun;
import io.mmdino.run.RunFolder;
import io.mmdino.run.RunMirror;
import io.mmdino.run.StoredPlace;
import io.mmdino.train.Learner;
import io.mmdino.train.RunListener;
import io.mmdino.train.WorkerRank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Access of a worker to the run folder: worker 0 writes there and reports progress to the driver, the others do not use it. */
final class WorkerFiles implements RunListener, AutoCloseable {

    private final Path folder;
    private final boolean leads;
    private final RunGauge gauge;
    private final Optional<StoredPlace> place;
    private final Optional<RunMirror> mirror;

    private WorkerFiles(Path folder, boolean leads, RunGauge gauge) {
        this.folder = folder;
        this.leads = leads;
        this.gauge = gauge;
        this.place = Optional.empty();
        this.mirror = Optional.empty();
    }

    private WorkerFiles(StoredPlace place, RunGauge gauge) throws IOException {
        this.folder = place.folder().folder();
        this.leads = true;
        this.gauge = gauge;
        this.place = Optional.of(place);
        this.mirror = Optional.of(place.mirror());
    }

    /**
     * Opens the run folder of an order.
     *
     * @throws UsageException when worker 0 does not see the folder that the driver has begun
     */
    static WorkerFiles open(WorkerOrder order, WorkerRank worker, RunGauge gauge) throws IOException {
        boolean leads = worker.rank() == 0;
        if (Address.isElsewhere(order.output())) {
            return leads
                    ? elsewhere(order, gauge)
                    : new WorkerFiles(order.shards().copies(), false, gauge);
        }
        RunFolder run = new RunFolder(Path.of(order.output()));
        if (leads) {
            requireTheDrivers(run, order.hash());
        }
        return new WorkerFiles(run.folder(), leads, gauge);
    }

    private static WorkerFiles elsewhere(WorkerOrder order, RunGauge gauge) throws IOException {
        StoredPlace place = StoredPlace.joined(
                ExecutorSite.hadoop(), order.output(), order.shards().copies(), order.session());
        try {
            place.require();
            requireTheDrivers(place.folder(), order.hash());
            return new WorkerFiles(place, gauge);
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    private static void requireTheDrivers(RunFolder run, String hash) throws IOException {
        Path file = run.provenanceFile();
        if (!Files.isRegularFile(file) || !Provenance.read(file).settingsHash().equals(hash)) {
            throw new UsageException(
                    "worker 0 does not see the run folder that the driver has begun: give --output as a folder"
                            + " that driver and executors share, or as an hdfs: or s3a: address");
        }
    }

    /** Local folder that worker 0 writes to. */
    Path folder() {
        return folder;
    }

    @Override
    public void started(long first, long iterations) {
        reached(first);
    }

    @Override
    public void stepped(long iteration, Learner.Outcome outcome) {
        // The driver shows what all workers have reached, not what one has.
    }

    @Override
    public void validated(long iteration, double mcc, boolean best) {
        // metrics.jsonl holds the validation.
    }

    @Override
    public void reached(long done) {
        if (leads) {
            gauge.reached(done);
        }
    }

    @Override
    public void saved(Path file) throws IOException {
        if (mirror.isPresent()) {
            mirror.get().saved(file);
        }
    }

    /** The events of the run for these files, with the checkpoints that the driver requests. */
    RunListener listener(WorkerOrder order) {
        return leads
                ? new RequestedRun(this, CheckpointRequest.at(ExecutorSite.hadoop(), order.output()), this::finish)
                : this;
    }

    /** Waits until everything that was written has been copied to the run's address; called after the last iteration. */
    void finish() throws IOException {
        if (mirror.isPresent()) {
            mirror.get().finish();
        }
    }

    @Override
    public void close() throws IOException {
        mirror.ifPresent(RunMirror::close);
        if (place.isPresent()) {
            place.get().close();
        }
    }
}
