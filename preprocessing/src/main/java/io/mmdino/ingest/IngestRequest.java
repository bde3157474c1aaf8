package io.mmdino.ingest;

import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.privacy.IdKey;
import io.mmdino.study.IngestSettings;
import java.util.List;
import java.util.Optional;

/**
 * What to ingest, and where to.
 *
 * @param input archive folder on any Hadoop file system
 * @param output shard folder on any Hadoop file system; the crosswalk is written beside it
 * @param labels table with one row per patient; without it the archive's own, by {@link io.mmdino.archive.table.LabelSources}
 * @param splits table of given splits; who is not in it is split by hash
 * @param patientColumn column of both tables that names the patient
 * @param labelColumn column of the class
 * @param site written with every study, may be empty
 * @param key hashes the ids
 * @param forgetAbsent whether studies that are no longer in the archive leave shards, manifest and crosswalk; else they stay,
 *     so that archives can be ingested one after the other into one folder
 * @param classNames names of the classes 0, 1, ..., which tables may give instead of numbers; may be empty
 * @param rules tell which sequence a DICOM series is
 */
public record IngestRequest(
        String input,
        String output,
        Optional<String> labels,
        Optional<String> splits,
        String patientColumn,
        String labelColumn,
        String site,
        IdKey key,
        boolean forgetAbsent,
        IngestSettings settings,
        List<String> classNames,
        SequenceRules rules) {

    /** Column names of the method's own tables. */
    public static final String PATIENT_COLUMN = "Patient";

    public static final String LABEL_COLUMN = "WHO2021_Int";

    public IngestRequest {
        if (input.isBlank() || output.isBlank()) {
            throw new IllegalArgumentException("input '" + input + "', output '" + output + "': wanted two folders");
        }
        output = output.length() > 1 && output.endsWith("/") ? output.substring(0, output.length() - 1) : output;
    }

    /** Classes that have numbers only, and the rules that come with the program. */
    public IngestRequest(
            String input,
            String output,
            Optional<String> labels,
            Optional<String> splits,
            String patientColumn,
            String labelColumn,
            String site,
            IdKey key,
            boolean forgetAbsent,
            IngestSettings settings) {
        this(
                input,
                output,
                labels,
                splits,
                patientColumn,
                labelColumn,
                site,
                key,
                forgetAbsent,
                settings,
                List.of(),
                SequenceRules.packed());
    }

    /** The same with other rules for DICOM. */
    public IngestRequest withRules(SequenceRules other) {
        return new IngestRequest(
                input,
                output,
                labels,
                splits,
                patientColumn,
                labelColumn,
                site,
                key,
                forgetAbsent,
                settings,
                classNames,
                other);
    }

    /** No tables, no site, the usual columns. */
    public static IngestRequest of(String input, String output, IdKey key, IngestSettings settings) {
        return new IngestRequest(
                input,
                output,
                Optional.empty(),
                Optional.empty(),
                PATIENT_COLUMN,
                LABEL_COLUMN,
                "",
                key,
                false,
                settings);
    }
}
