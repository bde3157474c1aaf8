package io.mmdino.job;

import io.mmdino.config.UsageException;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.Window;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cohort whose VALIDATION split is replaced by all studies of another cohort. Closing it closes neither.
 *
 * @param own keeps its record numbers
 * @param validation gets record numbers after those of {@code own}
 */
public record JoinedWindows(SliceSource own, SliceSource validation) implements SliceSource {

    public JoinedWindows {
        if (!own.sequences().equals(validation.sequences())
                || !own.settingsHash().equals(validation.settingsHash())) {
            throw new UsageException(
                    "the validation shards were cut with other settings than the train shards: ingest both"
                            + " with the same");
        }
    }

    @Override
    public List<String> sequences() {
        return own.sequences();
    }

    @Override
    public int windowSide() {
        return own.windowSide();
    }

    @Override
    public String settingsHash() {
        return own.settingsHash();
    }

    @Override
    public List<StudyEntry> studies() {
        int shift = shift();
        return Stream.concat(
                        own.studies().stream().filter(study -> study.split() != Split.VALIDATION),
                        validation.studies().stream().map(study -> moved(study, shift)))
                .toList();
    }

    private static StudyEntry moved(StudyEntry study, int shift) {
        return new StudyEntry(
                study.study(),
                study.subject(),
                study.site(),
                Split.VALIDATION,
                study.label(),
                study.present(),
                study.training().stream()
                        .map(axis -> IntStream.of(axis).map(i -> i + shift).toArray())
                        .toList(),
                study.evaluation() + shift);
    }

    @Override
    public Window read(int record) {
        int shift = shift();
        return record < shift ? own.read(record) : validation.read(record - shift);
    }

    /** Number of records of {@code own}. */
    private int shift() {
        return own.studies().stream()
                        .flatMapToInt(study -> IntStream.concat(
                                IntStream.of(study.evaluation()),
                                study.training().stream().flatMapToInt(IntStream::of)))
                        .max()
                        .orElse(-1)
                + 1;
    }

    @Override
    public void close() {}
}
