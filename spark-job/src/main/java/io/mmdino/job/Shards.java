package io.mmdino.job;

import io.mmdino.config.DefaultSettings;
import io.mmdino.config.SettingsReader;
import io.mmdino.config.UsageException;
import io.mmdino.disk.Sha256;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.ShardCache;
import io.mmdino.shard.ShardException;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import io.mmdino.storage.Storage;
import io.mmdino.train.Cohort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard folder by the name that a command was given.
 *
 * @param name a path or address
 * @param state content of the folder when it was opened
 */
public record Shards(Configuration conf, String name, ShardState state) {

    private static final Logger LOG = LoggerFactory.getLogger(Shards.class);

    /**
     * Opens a shard folder, and warns when its ingest has not been completed.
     *
     * @throws UsageException when it is no shard folder, or no ingest has finished there
     * @throws ShardException when its state is damaged or of another version
     */
    public static Shards open(Configuration conf, String name) throws IOException {
        Shards shards = again(conf, name);
        if (!shards.state.complete()) {
            LOG.warn(
                    "the shard folder {} is not complete: run {} of ingest is at work or was interrupted, {} studies are"
                            + " there so far; run ingest again, it goes on",
                    name,
                    shards.state.run(),
                    shards.state.shards().size());
        }
        return shards;
    }

    /** Opens a shard folder that the driver has opened, without a word on whether it is complete. */
    static Shards again(Configuration conf, String name) throws IOException {
        ShardFolder folder = new ShardFolder(conf, name);
        try {
            return new Shards(conf, name, folder.finished());
        } catch (ShardException e) {
            if (folder.files().exists(folder.path(ShardFolder.CURRENT))) {
                throw e;
            }
            throw new UsageException(e.getMessage());
        }
    }

    /** Windows of all studies for random access, copied to the local folder {@code cache} unless they are there already. */
    public SliceSource windows(Path cache) throws IOException {
        return ShardCache.open(conf, name, cache);
    }

    /** Windows of the studies with some hashed ids, copied to {@code cache} unless they are there already. */
    public SliceSource windows(Path cache, Set<String> studies) throws IOException {
        return ShardCache.open(conf, name, cache, studies);
    }

    /** Windows of the labelled TRAIN and VALIDATION studies. When none has a label, of one study, because a cache cannot be empty. */
    public SliceSource labelledWindows(Path cache) throws IOException {
        Set<String> labelled = new TreeSet<>();
        for (ManifestEntry entry : manifest().entries()) {
            boolean evaluates =
                    entry.facts().label().isPresent() && entry.facts().split() != Split.TEST;
            if (entry.status() == Status.ACCEPTED && (evaluates || labelled.isEmpty())) {
                labelled.add(entry.facts().study());
            }
        }
        return windows(cache, labelled);
    }

    /**
     * The TRAIN studies of a run.
     *
     * @throws UsageException when there are none, or fewer than workers
     */
    public Cohort cohort(int workers) throws IOException {
        List<Cohort.Study> studies = manifest().entries().stream()
                .filter(entry -> entry.status() == Status.ACCEPTED)
                .map(ManifestEntry::facts)
                .filter(facts -> facts.split() == Split.TRAIN)
                .sorted(Comparator.comparing(StudyFacts::study))
                .map(facts -> new Cohort.Study(facts.study(), facts.label()))
                .toList();
        if (studies.size() < workers) {
            throw new UsageException("the shards hold " + studies.size() + " TRAIN studies for " + workers
                    + " workers, wanted a worker or more and a study or more for each: set averaging.workers so, or "
                    + "ingest more studies");
        }
        return UsageException.checked(() -> new Cohort(studies));
    }

    /**
     * Number of labelled studies here whose files are those of a study in the TRAIN split of another folder, whatever the ids of the
     * two are.
     */
    public long labelledCopiesOfTraining(Shards other) throws IOException {
        Set<String> trained = new HashSet<>();
        for (ManifestEntry entry : other.manifest().entries()) {
            if (entry.status() == Status.ACCEPTED && entry.facts().split() == Split.TRAIN) {
                trained.add(entry.contentHash());
            }
        }
        return manifest().entries().stream()
                .filter(entry -> entry.status() == Status.ACCEPTED
                        && entry.facts().label().isPresent())
                .filter(entry -> !entry.contentHash().isEmpty() && trained.contains(entry.contentHash()))
                .count();
    }

    /** Manifest entries of the studies that have windows, ordered by hashed id. */
    public List<ManifestEntry> accepted() throws IOException {
        return manifest().entries().stream()
                .filter(entry -> entry.status() == Status.ACCEPTED)
                .toList();
    }

    private Manifest manifest() throws IOException {
        return Manifest.read(new ShardFolder(conf, name), state);
    }

    /** A reader of settings whose defaults for windows and sequences are those of these shards. */
    public SettingsReader settings() {
        return DefaultSettings.reader().knowing(new ShardSettings(state).known());
    }

    /** Whether both names mean the same folder. */
    public boolean isSameFolder(Shards other) throws IOException {
        return location().equals(other.location());
    }

    /** The full address; executors cannot resolve a relative name. */
    org.apache.hadoop.fs.Path location() throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(name);
        return Storage.of(conf, path).makeQualified(path);
    }

    /**
     * SHA-256 of everything that training sees: studies, labels, splits and the content of their files; 64 hex digits. It does not
     * depend on the folder: another ingest of the same archive gives the same hash.
     */
    public String contentHash() throws IOException {
        MessageDigest digest = Sha256.digest();
        for (ManifestEntry entry : manifest().entries()) {
            if (entry.status() == Status.ACCEPTED) {
                digest.update(line(entry).getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String line(ManifestEntry entry) {
        return String.join(
                " ",
                entry.facts().study(),
                entry.facts().subject(),
                entry.facts().split().name(),
                entry.facts().label().toString(),
                entry.contentHash(),
                entry.settingsHash(),
                entry.windows() + "\n");
    }
}
