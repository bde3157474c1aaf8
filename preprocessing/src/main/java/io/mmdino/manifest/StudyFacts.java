package io.mmdino.manifest;

import io.mmdino.shard.Split;
import java.util.OptionalInt;

/**
 * What is known of a study beside its images.
 *
 * @param study keyed hash of the study id
 * @param subject keyed hash of the subject id
 * @param site as given at ingestion, may be empty
 * @param label class index, empty when unlabelled
 */
public record StudyFacts(String study, String subject, String site, Split split, OptionalInt label) {}
