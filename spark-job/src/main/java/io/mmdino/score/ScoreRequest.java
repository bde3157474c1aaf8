package io.mmdino.score;

import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.ingest.IngestRequest;
import io.mmdino.privacy.IdKey;
import io.mmdino.study.IngestSettings;
import java.nio.file.Path;

/**
 * Input and output of scoring.
 *
 * @param input archive folder on any Hadoop file system
 * @param output folder for the scores, new or empty, on any Hadoop file system that all workers see
 * @param scratch local folder for the slice cache, which is deleted at the end
 * @param key hashes the ids
 * @param settings settings that the model's windows were cut with
 * @param rules which sequence a DICOM series is
 */
public record ScoreRequest(
        String input, String output, Path scratch, IdKey key, IngestSettings settings, SequenceRules rules) {

    public ScoreRequest {
        if (input.isBlank() || output.isBlank()) {
            throw new IllegalArgumentException("input '" + input + "', output '" + output + "': wanted two folders");
        }
        output = output.length() > 1 && output.endsWith("/") ? output.substring(0, output.length() - 1) : output;
    }

    /** A request with the packed rules of sequences. */
    public ScoreRequest(String input, String output, Path scratch, IdKey key, IngestSettings settings) {
        this(input, output, scratch, key, settings, SequenceRules.packed());
    }

    /**
     * The ingestion into {@code shards} of the windows that represent a study, which are those that evaluation reads from shards of
     * these settings.
     *
     * @param windowsPerAxis of the model
     */
    IngestRequest ingestion(String shards, int windowsPerAxis) {
        return IngestRequest.of(input, shards, key, settings).withRules(rules).forEvaluation(windowsPerAxis);
    }
}
