package io.mmdino.train;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.util.List;
import java.util.stream.IntStream;

/** The studies of one worker out of {@link SyntheticShards}. */
final class WorkerShards extends SyntheticShards {

    private static final int STUDIES = 24;

    private final int rank;
    private final int workers;

    private WorkerShards(int rank, int workers) {
        super(STUDIES, TinyTraining.SEQUENCES.toArray(String[]::new));
        this.rank = rank;
        this.workers = workers;
    }

    /** Pairs of studies, one of each pair with a label, assigned to the workers in turn. */
    static SliceSource of(int rank, int workers) {
        return new WorkerShards(rank, workers);
    }

    @Override
    public List<StudyEntry> studies() {
        List<StudyEntry> all = super.studies();
        return IntStream.range(0, all.size())
                .filter(i -> i / 2 % workers == rank)
                .mapToObj(all::get)
                .toList();
    }
}
