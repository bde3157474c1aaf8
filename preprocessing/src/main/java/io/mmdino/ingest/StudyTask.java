package io.mmdino.ingest;

import io.mmdino.archive.ArchiveSeries;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.shard.StudyFacts;
import java.util.List;
import java.util.Map;

/**
 * What a Spark task needs to know of its study. Travels as JSON; holds no id in clear, but paths, so it is never logged.
 *
 * @param stamp keyed hash of names, lengths and modification times of the files
 * @param series candidates by sequence (and {@code seg}); of several for a sequence the first that can be read is taken
 * @param unused series that are not read, for the manifest
 * @param notes decisions about the study's files
 * @param knownHash content hash of the manifest's entry: a study that still has it is not cut again; empty when there is none
 */
public record StudyTask(
        StudyFacts facts,
        String stamp,
        Map<String, List<ArchiveSeries>> series,
        List<ArchiveStudy.UnusedSeries> unused,
        List<String> notes,
        String knownHash) {}
