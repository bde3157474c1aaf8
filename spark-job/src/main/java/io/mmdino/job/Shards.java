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
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * A shard folder as a command names it.
 *
 * @param state what it held when the command looked
 */
public record Shards(Configuration conf, String name, ShardState state) {

    /** @throws io.mmdino.shard.ShardException when it is no shard folder, or no ingest has finished there */
    public static Shards open(Configuration conf, String name) throws IOException {
        return new Shards(conf, name, new ShardFolder(conf, name).finished());
    }

    /** Windows for random access, copied to the local disk first when they are not there yet. */
    public SliceSource windows(Path cache) throws IOException {
        return ShardCache.open(conf, name, cache);
    }

    /** The same of some studies only. */
    public SliceSource windows(Path cache, Set<String> studies) throws IOException {
        return ShardCache.open(conf, name, cache, studies);
    }

    /** Windows of the labelled TRAIN and VALIDATION studies; of one study where none has a label, for there are no empty caches. */
    public SliceSource labelledWindows(Path cache) throws IOException {
        Set<String> labelled = new TreeSet<>();
        for (ManifestEntry entry : manifest().entries()) {
            boolean judges = entry.facts().label().isPresent() && entry.facts().split() != Split.TEST;
            if (entry.status() == Status.ACCEPTED && (judges || labelled.isEmpty())) {
                labelled.add(entry.facts().study());
            }
        }
        return windows(cache, labelled);
    }

    /** Hashed ids of the TRAIN studies of each worker; see {@link WorkerAssignment}. */
    public List<SortedSet<String>> dealt(int workers) throws IOException {
        List<ManifestEntry> all = manifest().entries();
        return UsageException.checked(() -> WorkerAssignment.deal(all, workers));
    }

    private Manifest manifest() throws IOException {
        return Manifest.read(conf, new ShardFolder(conf, name).path(state.manifest()));
    }

    /** Settings whose defaults for windows and sequences are these shards'. */
    public SettingsReader settings() {
        return DefaultSettings.reader().knowing(new ShardSettings(state).known());
    }

    public boolean isSameFolder(Shards other) throws IOException {
        return location().equals(other.location());
    }

    /** The full address: a name relative to the working folder or to the home of a file system means nothing elsewhere. */
    org.apache.hadoop.fs.Path location() throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(name);
        return Storage.of(conf, path).makeQualified(path);
    }

    /**
     * SHA-256 of what training could see: studies, labels, splits and the content of their files. Ingesting the same archive
     * into another folder gives the same hash.
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
