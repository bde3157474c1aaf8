package io.mmdino.run;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/** A run on a Hadoop file system, with a copy in a scratch folder that goes when the command ends. */
public final class StoredPlace implements RunPlace {

    private static final String SETTINGS = "settings.yaml";
    private static final String PROVENANCE = "provenance.json";
    private static final String CLASSIFIER = "classifier.json";
    private static final String METRICS = "metrics.jsonl";
    private static final String BEST = "best.safetensors";

    private final String address;
    private final Path cache;
    private final Scratch scratch;
    private final StoredRun stored;
    private final String session;

    private StoredPlace(Configuration conf, String address, Path cache, String session) throws IOException {
        this.address = address;
        this.cache = cache;
        this.session = session;
        this.scratch = Scratch.in(cache);
        this.stored = new StoredRun(conf, address, scratch.folder());
    }

    static StoredPlace of(Configuration conf, String address, Optional<Path> cache) throws IOException {
        Path copies = cache.isPresent() ? cache.get() : Scratch.copies();
        return new StoredPlace(conf, address, copies, UUID.randomUUID().toString());
    }

    /** The place as worker 0 sees it, for whom another has begun the run. */
    public static StoredPlace joined(Configuration conf, String address, Path cache, String session)
            throws IOException {
        return new StoredPlace(conf, address, cache, session);
    }

    @Override
    public RunFolder folder() {
        return new RunFolder(scratch.folder(), address);
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
        return stored.has(BEST);
    }

    @Override
    public void require() throws IOException {
        if (!stored.exists()) {
            throw new UsageException(address + " holds no run (no _CURRENT of one); name the --output of train");
        }
        fetchFacts();
    }

    private void fetchFacts() throws IOException {
        for (String name : new String[] {SETTINGS, PROVENANCE, CLASSIFIER}) {
            stored.fetch(name);
        }
    }

    @Override
    public void requireModel(Optional<Checkpoint> wanted) throws IOException {
        boolean best = !wanted.equals(Optional.of(Checkpoint.LAST))
                && stored.fetch(BEST).isPresent();
        if (!best && !wanted.equals(Optional.of(Checkpoint.BEST))) {
            stored.fetchNewestStep();
        }
    }

    @Override
    public void begin(Settings settings, Provenance origin) throws IOException {
        if (stored.exists()) {
            fetchFacts();
        } else if (!stored.isVacant()) {
            throw new UsageException("the output " + address
                    + " exists and holds something else than a run; choose a new folder, or empty this one");
        }
        folder().begin(settings, origin);
        stored.begin(session).commit(Map.of(SETTINGS, folder().settingsFile(), PROVENANCE, folder().provenanceFile()));
    }

    @Override
    public void train(RunListener listener, Work work) throws IOException {
        try (RunMirror mirror = mirror()) {
            work.train(new MirroredRun(listener, mirror));
            mirror.finish();
        }
    }

    /** Brings here what training goes on from, and sends its checkpoints back. */
    public RunMirror mirror() throws IOException {
        RunWriter writer = stored.join(session, UUID.randomUUID().toString());
        stored.fetch(METRICS);
        stored.fetchNewestStep();
        return new RunMirror(scratch.folder(), writer);
    }

    @Override
    public void finish() throws IOException {
        if (Files.exists(folder().classifierFile())) {
            stored.join(session, "end").commit(Map.of(CLASSIFIER, folder().classifierFile()));
        }
    }

    @Override
    public String shown(Path file) {
        return address + "/" + scratch.folder().relativize(file);
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
