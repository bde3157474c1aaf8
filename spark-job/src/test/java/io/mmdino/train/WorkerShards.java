package io.mmdino.train;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.util.List;
import java.util.Set;

/** The studies out of {@link SyntheticShards} whose windows one worker holds. */
final class WorkerShards extends SyntheticShards {

    private final Set<String> held;

    private WorkerShards(int studies, Set<String> held) {
        super(studies, TinyTraining.SEQUENCES.toArray(String[]::new));
        this.held = held;
    }

    /** Windows of some of {@code studies} studies. @param held their ids */
    static SliceSource of(int studies, Set<String> held) {
        return new WorkerShards(studies, held);
    }

    @Override
    public List<StudyEntry> studies() {
        return super.studies().stream()
                .filter(study -> held.contains(study.study()))
                .toList();
    }
}
