package io.mmdino.cli;

import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.Provenance;
import io.mmdino.cluster.RunGauge;
import io.mmdino.train.Learner;
import io.mmdino.train.RunListener;
import io.mmdino.train.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The run folder as a worker sees it: worker 0 writes there and tells the driver how far it is, the others never look. */
final class WorkerFiles implements RunListener, AutoCloseable {

    private final RunFolder run;
    private final boolean leads;
    private final RunGauge gauge;

    private WorkerFiles(RunFolder run, boolean leads, RunGauge gauge) {
        this.run = run;
        this.leads = leads;
        this.gauge = gauge;
    }

    /** @throws UsageException when worker 0 does not see the folder that the driver has begun */
    static WorkerFiles open(WorkerOrder order, Share share, RunGauge gauge) throws IOException {
        RunFolder run = new RunFolder(Path.of(order.output()));
        boolean leads = share.rank() == 0;
        if (leads) {
            requireTheDrivers(run, order.hash());
        }
        return new WorkerFiles(run, leads, gauge);
    }

    private static void requireTheDrivers(RunFolder run, String hash) throws IOException {
        Path file = run.provenanceFile();
        if (!Files.isRegularFile(file) || !Provenance.read(file).settingsHash().equals(hash)) {
            throw new UsageException(
                    "worker 0 does not see the run folder that the driver has begun: give --output as a folder"
                            + " that driver and executors share, or as an hdfs: or s3a: address");
        }
    }

    Path folder() {
        return run.folder();
    }

    @Override
    public void started(long first, long iterations) {
        reached(first);
    }

    @Override
    public void stepped(long iteration, Learner.Outcome outcome) {
        // What all workers have reached is told, not what one has.
    }

    @Override
    public void validated(long iteration, double mcc, boolean best) {
        // metrics.jsonl has it.
    }

    @Override
    public void reached(long done) {
        if (leads) {
            gauge.reached(done);
        }
    }

    @Override
    public void saved(Path file) {
        CheckpointStore.iteration(file).ifPresent(gauge::saved);
    }

    /** The run is at its end: all that was written must be where it belongs. */
    void finish() throws IOException {}

    @Override
    public void close() {}
}
