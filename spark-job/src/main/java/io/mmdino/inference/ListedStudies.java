package io.mmdino.inference;

import io.mmdino.job.Shards;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.StudyFacts;
import io.mmdino.shard.Window;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The studies of a shard folder as its manifest lists them, for a driver that leaves the windows to executors. Which sequences a study
 * has is known from its windows only, so every study is listed with all of them.
 *
 * @param shards the folder
 * @param studies ordered by hashed id
 */
public record ListedStudies(Shards shards, List<StudyEntry> studies) implements SliceSource {

    /** Reads the manifest of a shard folder. */
    public static ListedStudies of(Shards shards) throws IOException {
        int sequences = shards.state().sequences().size();
        return new ListedStudies(
                shards,
                shards.accepted().stream()
                        .map(ManifestEntry::facts)
                        .map(facts -> entry(facts, sequences))
                        .toList());
    }

    private static StudyEntry entry(StudyFacts facts, int sequences) {
        boolean[] present = new boolean[sequences];
        Arrays.fill(present, true);
        return new StudyEntry(
                facts.study(),
                facts.subject(),
                facts.site(),
                facts.split(),
                facts.label(),
                present,
                List.of(new int[0], new int[0], new int[0]),
                0);
    }

    @Override
    public List<String> sequences() {
        return shards.state().sequences();
    }

    @Override
    public int windowSide() {
        return shards.state().windowSide();
    }

    @Override
    public String settingsHash() {
        return shards.state().settingsHash();
    }

    /** @throws UnsupportedOperationException always: the windows are read by executors */
    @Override
    public Window read(int record) {
        throw new UnsupportedOperationException("the windows of a listed study are read by executors only");
    }

    @Override
    public void close() {}
}
