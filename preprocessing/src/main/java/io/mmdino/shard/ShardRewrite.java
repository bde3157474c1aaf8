package io.mmdino.shard;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A new shard with rows of older ones, copied as they are.
 *
 * @param file name of the new shard, relative to the shard folder
 * @param sources the older shards
 * @param studies the rows, in the order of the new shard
 */
public record ShardRewrite(String file, List<ShardState.ShardFile> sources, List<ShardState.Shard> studies) {

    /** @throws ShardException when one of the older shards is missing or damaged */
    public ShardWriter.Written write(ShardFolder folder, OutputStream out) throws IOException {
        ShardWriter writer = new ShardWriter(file, out);
        Optional<OpenShard> open = Optional.empty();
        try {
            for (ShardState.Shard study : studies) {
                if (open.filter(shard -> shard.file().file().equals(study.file()))
                        .isEmpty()) {
                    close(open);
                    open = Optional.of(new OpenShard(folder, source(study)));
                }
                open.get().copy(study, writer);
            }
        } finally {
            close(open);
        }
        return writer.finish();
    }

    private ShardState.ShardFile source(ShardState.Shard study) {
        return sources.stream()
                .filter(source -> source.file().equals(study.file()))
                .findFirst()
                .orElseThrow();
    }

    private static void close(Optional<OpenShard> open) throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
