package io.mmdino.job;

import io.mmdino.config.DefaultSettings;
import io.mmdino.config.SettingsReader;
import io.mmdino.config.UsageException;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.ShardCache;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StateHash;
import io.mmdino.shard.StudyFacts;
import io.mmdino.storage.Storage;
import io.mmdino.train.Cohort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * A shard folder by the name that a command was given.
 *
 * @param name a path or address
 * @param state content of the folder when it was opened
 */
public record Shards(Configuration conf, String name, ShardState state) {

    /**
     * Opens a shard folder.
     *
     * @throws io.mmdino.shard.ShardException when it is no shard folder, or no ingest has finished there
     */
    public static Shards open(Configuration conf, String name) throws IOException {
        return new Shards(conf, name, new ShardFolder(conf, name).finished());
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

    private Manifest manifest() throws IOException {
        return Manifest.read(conf, new ShardFolder(conf, name).path(state.manifest()));
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
        MessageDigest digest = StateHash.sha256();
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
