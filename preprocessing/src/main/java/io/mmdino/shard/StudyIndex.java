package io.mmdino.shard;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Gathers where one study's windows went. */
final class StudyIndex {

    private static final int NONE = -1;

    private final ShardState.Shard shard;
    private final RecordLayout layout;
    private final List<IntStream.Builder> training =
            Stream.generate(IntStream::builder).limit(3).toList();
    private SliceRecord first;
    private int evaluation = NONE;

    StudyIndex(ShardState.Shard shard, RecordLayout layout) {
        this.shard = shard;
        this.layout = layout;
    }

    void add(SliceRecord record, int number) throws ShardException {
        if (record.axis() < 0 || record.axis() > 2) {
            throw fault("a window with axis " + record.axis() + ", wanted 0, 1 or 2");
        }
        if (record.height() > layout.side() || record.width() > layout.side()) {
            throw fault("a window that covers " + record.height() + " x " + record.width() + " pixels of "
                    + layout.side() + " x " + layout.side());
        }
        first = first == null ? record : first;
        if (record.training()) {
            training.get(record.axis()).add(number);
        }
        evaluation = record.evaluation() ? number : evaluation;
    }

    CacheIndex.Study finish() throws ShardException {
        if (first == null || evaluation == NONE) {
            throw fault("no window for evaluation");
        }
        return new CacheIndex.Study(
                first.study(),
                first.subject(),
                first.site(),
                first.split(),
                CacheIndex.Study.label(first.label()),
                layout.present(first.present()),
                training.stream().map(axis -> axis.build().toArray()).toList(),
                evaluation);
    }

    private ShardException fault(String what) {
        return new ShardException("the shard " + shard.file() + " holds " + what + "; ingest into a new folder");
    }
}
