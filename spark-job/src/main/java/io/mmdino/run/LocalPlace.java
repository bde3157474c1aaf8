package io.mmdino.run;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.claim.Claim;
import io.mmdino.config.Settings;
import io.mmdino.run.RunFolder.Checkpoint;
import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A run in a folder of this machine. */
final class LocalPlace implements RunPlace {

    private final Configuration conf;
    private final RunFolder run;
    private final Optional<Path> cache;
    private Optional<Claim> claim = Optional.empty();

    LocalPlace(Configuration conf, Path folder, Optional<Path> cache) {
        this.conf = conf;
        this.run = new RunFolder(folder);
        this.cache = cache;
    }

    @Override
    public RunFolder folder() {
        return run;
    }

    @Override
    public Path cache() {
        return cache.orElse(run.cache());
    }

    @Override
    public String address() {
        return run.folder().toAbsolutePath().toString();
    }

    @Override
    public String session() {
        return "";
    }

    @Override
    public long iterations() throws IOException {
        return run.iterations();
    }

    @Override
    public boolean hasBest() {
        return run.checkpoints().best().isPresent();
    }

    @Override
    public void require() {
        RunFolder.existing(run.folder());
    }

    @Override
    public void requireModel(Optional<Checkpoint> wanted) {
        // Nothing to fetch: checkpoints of a local run are on this disk.
    }

    @Override
    public Optional<Settings> begun() throws IOException {
        return run.isRun() && done().isPresent() ? Optional.of(run.settings(List.of())) : Optional.empty();
    }

    @Override
    public void begin(Settings settings, Provenance origin) throws IOException {
        run.requireFolder();
        claim = Optional.of(Claim.ofFolder(run.folder(), "train"));
        run.begin(settings, origin, done());
    }

    @Override
    public void train(RunListener listener, Work work) throws IOException {
        work.train(new RequestedRun(listener, request(), () -> {}));
    }

    @Override
    public CheckpointRequest request() {
        return CheckpointRequest.at(conf, address());
    }

    @Override
    public void finish() {
        // Nothing to send: a local run is written in place.
    }

    @Override
    public String shown(Path file) {
        return file.toString();
    }

    @Override
    public void close() throws IOException {
        if (claim.isPresent()) {
            claim.get().close();
        }
    }
}
