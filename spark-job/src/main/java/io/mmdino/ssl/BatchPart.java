package io.mmdino.ssl;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The part of a joined batch that one worker computes. What is drawn for a whole batch, and the class weights of labels, are those
 * of the joined batch, so that they do not depend on the number of workers.
 *
 * <p>Letters: J = studies of the joined batch, B = this worker's.
 *
 * @param positions of this worker's studies in the joined batch, ascending, [B]
 * @param labels of all studies of the joined batch, [J]
 */
public record BatchPart(int[] positions, List<OptionalInt> labels) {

    public BatchPart {
        labels = List.copyOf(labels);
    }

    /** A batch that one worker computes alone. */
    static BatchPart whole(List<OptionalInt> labels) {
        return new BatchPart(IntStream.range(0, labels.size()).toArray(), labels);
    }

    /** Studies of the joined batch, J. */
    int joined() {
        return labels.size();
    }

    /** Positions of this worker's crops among those of the joined batch. @param count crops of a study */
    int[] crops(int count) {
        return IntStream.of(positions)
                .flatMap(study -> IntStream.range(study * count, (study + 1) * count))
                .toArray();
    }
}
