package io.mmdino.shard;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads the windows of a shard folder, study by study, without Spark.
 *
 * @param state what the folder held when it was opened; files it names stay through the next run of ingest
 */
public record ShardReader(ShardFolder folder, ShardState state) {

    /** @throws ShardException when the folder is no shard folder or no run has finished there */
    public static ShardReader open(Configuration conf, String folder) throws IOException {
        ShardFolder shards = new ShardFolder(conf, folder);
        return new ShardReader(shards, shards.finished());
    }

    /**
     * A reader of some of the studies.
     *
     * @param studies keyed hashes of study ids, at least one
     * @throws ShardException when the folder lacks one of them
     */
    ShardReader only(Set<String> studies) throws ShardException {
        List<ShardState.Shard> wanted = state.shards().stream()
                .filter(shard -> studies.contains(shard.study()))
                .toList();
        if (studies.isEmpty() || wanted.size() != studies.size()) {
            throw new ShardException("the shard folder " + folder.name() + " holds " + wanted.size() + " of the "
                    + studies.size() + " studies asked for, wanted all of at least one: it has changed since they were"
                    + " chosen; start again");
        }
        return new ShardReader(folder, state.holding(wanted));
    }

    /** Receives records as they are read. */
    @FunctionalInterface
    public interface Sink {
        void accept(SliceRecord record) throws IOException;
    }

    /** Receives the rows of several studies, each study's one after the other. */
    @FunctionalInterface
    interface StudySink {
        void accept(ShardState.Shard study, SliceRecord record) throws IOException;
    }

    /**
     * Reads all windows of one study in file order.
     *
     * @throws ShardException when the file is missing, cut short, damaged or cut with other settings than the folder says
     */
    public void read(ShardState.Shard shard, Sink sink) throws IOException {
        try (OpenShard file = open(shard.file())) {
            read(file, List.of(shard), (study, record) -> sink.accept(record));
        }
    }

    /** Opens a shard by its name in the index. */
    OpenShard open(String name) throws IOException {
        for (ShardState.ShardFile file : state.files()) {
            if (file.file().equals(name)) {
                return new OpenShard(folder, file);
            }
        }
        throw new ShardException("the index of the shard folder " + folder.name() + " does not hold the shard " + name
                + "; copy the folder again");
    }

    /** Reads studies whose rows follow one another in an open shard. */
    void read(OpenShard file, List<ShardState.Shard> studies, StudySink sink) throws IOException {
        file.read(studies, (study, record) -> sink.accept(study, checked(study, record)));
    }

    private SliceRecord checked(ShardState.Shard shard, SliceRecord record) throws ShardException {
        int pixels = state.windowSide() * state.windowSide();
        if (!record.settingsHash().equals(state.settingsHash())) {
            throw new ShardException(name(shard) + " was cut with settings " + record.settingsHash()
                    + ", the folder says " + state.settingsHash() + ": it mixes settings; ingest into a new folder");
        }
        if (!record.facts().study().equals(shard.study())) {
            throw new ShardException(
                    name(shard) + " holds another study than its folder says; ingest into a new folder");
        }
        if (record.window().length != 2 * pixels * state.sequences().size() || record.foreground().length != pixels) {
            throw new ShardException(name(shard) + " holds a window of " + record.window().length + " bytes, wanted "
                    + state.sequences().size() + " x " + state.windowSide() + "^2 float16; ingest into a new folder");
        }
        return record;
    }

    private String name(ShardState.Shard shard) {
        return folder.name() + "/" + shard.file();
    }
}
