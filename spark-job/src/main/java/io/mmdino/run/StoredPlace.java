package io.mmdino.run;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.claim.Claim;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.run.RunFolder.Checkpoint;
import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/** A run on a Hadoop file system, with a copy in a scratch folder that is deleted when the command ends. */
public final class StoredPlace implements RunPlace {

    private final Configuration conf;
    private final String address;
    private final Path cache;
    private final ScratchFolder scratch;
    private final StoredRun stored;
    private final String session;
    private Optional<Claim> claim = Optional.empty();

    private StoredPlace(Configuration conf, String address, Path cache, String session) throws IOException {
        this.conf = conf;
        this.address = address;
        this.cache = cache;
        this.session = session;
        this.scratch = ScratchFolder.locked(cache);
        this.stored = new StoredRun(conf, address, scratch.path());
    }

    static StoredPlace of(Configuration conf, String address, Optional<Path> cache) throws IOException {
        Path copies = cache.isPresent() ? cache.get() : ScratchFolder.userCache();
        return new StoredPlace(conf, address, copies, UUID.randomUUID().toString());
    }

    /** The place for worker 0 of a run that the driver has begun. */
    public static StoredPlace joined(Configuration conf, String address, Path cache, String session)
            throws IOException {
        return new StoredPlace(conf, address, cache, session);
    }

    @Override
    public RunFolder folder() {
        return new RunFolder(scratch.path(), address);
    }

    @Override
    public Path cache() {
        return cache;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String session() {
        return session;
    }

    @Override
    public long iterations() throws IOException {
        return stored.iterations();
    }

    @Override
    public boolean hasBest() throws IOException {
        return stored.has(RunFolder.BEST);
    }

    @Override
    public void require() throws IOException {
        if (!stored.exists()) {
            throw new UsageException(address + " holds no run (no _CURRENT of one); name the --output of train");
        }
        fetchFacts();
    }

    private void fetchFacts() throws IOException {
        for (String name : new String[] {RunFolder.SETTINGS, RunFolder.PROVENANCE, RunFolder.CLASSIFIER}) {
            stored.fetch(name);
        }
    }

    @Override
    public void requireModel(Optional<Checkpoint> wanted) throws IOException {
        boolean best = !wanted.equals(Optional.of(Checkpoint.LAST))
                && stored.fetch(RunFolder.BEST).isPresent();
        if (!best && !wanted.equals(Optional.of(Checkpoint.BEST))) {
            stored.fetchNewestStep();
        }
    }

    @Override
    public Optional<Settings> begun() throws IOException {
        if (!stored.exists() || done().isEmpty()) {
            return Optional.empty();
        }
        fetchFacts();
        return Optional.of(folder().settings(List.of()));
    }

    @Override
    public void begin(Settings settings, Provenance origin) throws IOException {
        claim = Optional.of(Claim.ofFolder(conf, address, "train"));
        if (stored.exists()) {
            fetchFacts();
        } else if (!stored.isVacant()) {
            throw new UsageException("the output " + address
                    + " exists and holds something else than a run; choose a new folder, or empty this one");
        }
        folder().begin(settings, origin, done());
        stored.begin(session)
                .commit(Map.of(
                        RunFolder.SETTINGS, folder().settingsFile(), RunFolder.PROVENANCE, folder().provenanceFile()));
    }

    @Override
    public void train(RunListener listener, Work work) throws IOException {
        try (RunMirror mirror = mirror()) {
            work.train(new RequestedRun(new MirroredRun(listener, mirror), request(), mirror::finish));
            mirror.finish();
        }
    }

    @Override
    public CheckpointRequest request() {
        return CheckpointRequest.at(conf, address);
    }

    /** Fetches metrics and the newest checkpoint, from which training goes on; the mirror sends new checkpoints back. */
    public RunMirror mirror() throws IOException {
        RunWriter writer = stored.join(session, UUID.randomUUID().toString());
        stored.fetch(RunFolder.METRICS);
        stored.fetchNewestStep();
        return new RunMirror(scratch.path(), writer);
    }

    @Override
    public void finish() throws IOException {
        if (Files.exists(folder().classifierFile())) {
            stored.join(session, "end").commit(Map.of(RunFolder.CLASSIFIER, folder().classifierFile()));
        }
    }

    @Override
    public String shown(Path file) {
        return address + "/" + scratch.path().relativize(file);
    }

    @Override
    public void close() throws IOException {
        try {
            scratch.close();
        } finally {
            if (claim.isPresent()) {
                claim.get().close();
            }
        }
    }
}
