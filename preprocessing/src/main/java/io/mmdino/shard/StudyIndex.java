package io.mmdino.shard;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Collects the record numbers of one study's windows in the cache. */
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
        SliceRecord.Slice slice = record.slice();
        if (slice.axis() < 0 || slice.axis() > 2) {
            throw fault("a window with axis " + slice.axis() + ", wanted 0, 1 or 2");
        }
        if (record.height() > layout.side() || record.width() > layout.side()) {
            throw fault("a window that covers " + record.height() + " x " + record.width() + " pixels of "
                    + layout.side() + " x " + layout.side());
        }
        first = first == null ? record : first;
        if (slice.training()) {
            training.get(slice.axis()).add(number);
        }
        evaluation = slice.evaluation() ? number : evaluation;
    }

    CacheIndex.Study finish() throws ShardException {
        if (first == null || evaluation == NONE) {
            throw fault("no window for evaluation");
        }
        return new CacheIndex.Study(
                first.facts().study(),
                first.facts().subject(),
                first.facts().site(),
                first.facts().split(),
                CacheIndex.Study.label(first.facts().label()),
                layout.present(first.present()),
                training.stream().map(axis -> axis.build().toArray()).toList(),
                evaluation);
    }

    private ShardException fault(String what) {
        return new ShardException("the shard " + shard.file() + " holds " + what + "; ingest into a new folder");
    }
}
