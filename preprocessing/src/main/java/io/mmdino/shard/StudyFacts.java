package io.mmdino.shard;

import java.util.OptionalInt;

/**
 * What is known of a study apart from its images.
 *
 * @param study keyed hash of the study id
 * @param subject keyed hash of the subject id
 * @param site as given at ingestion, may be empty
 * @param split the part of the cohort that the study belongs to
 * @param label class index, empty when unlabelled
 */
public record StudyFacts(String study, String subject, String site, Split split, OptionalInt label) {}
