package io.mmdino.ingest;

import io.mmdino.archive.PatientScheme;
import io.mmdino.archive.table.LabelColumns;
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
 * @param tables labels and splits of the patients
 * @param site written with every study, may be empty
 * @param key hashes the ids
 * @param forgetAbsent whether studies that are no longer in the archive leave shards, manifest and crosswalk; otherwise they
 *     stay, so that several archives can be ingested into one folder one after the other
 * @param rules tell which sequence a DICOM series is
 * @param patients tells the patient of a study's id
 * @param evaluatedPerAxis slices of each axis that evaluation reads, when only those are to be cut; 0 cuts all that the settings
 *     choose
 */
public record IngestRequest(
        String input,
        String output,
        Tables tables,
        String site,
        IdKey key,
        boolean forgetAbsent,
        IngestSettings settings,
        SequenceRules rules,
        PatientScheme patients,
        int evaluatedPerAxis) {

    /** Column names of the tables that came with the method's own cohort. */
    public static final String PATIENT_COLUMN = "Patient";

    public static final String LABEL_COLUMN = "WHO2021_Int";

    /**
     * Where labels and splits come from.
     *
     * @param labels table with one row per patient; without it the archive's own tables are read, as
     *     {@link io.mmdino.archive.table.LabelSources} finds them
     * @param splits table of given splits; patients it leaves out are split by hash
     * @param columns of the labels; the patient's column also serves the table of splits
     */
    public record Tables(Optional<String> labels, Optional<String> splits, LabelColumns columns) {

        /** No given tables; columns are named {@value #PATIENT_COLUMN} and {@value #LABEL_COLUMN}, classes have no names. */
        public static Tables none() {
            return new Tables(
                    Optional.empty(), Optional.empty(), new LabelColumns(PATIENT_COLUMN, LABEL_COLUMN, List.of()));
        }
    }

    public IngestRequest {
        if (input.isBlank() || output.isBlank()) {
            throw new IllegalArgumentException("input '" + input + "', output '" + output + "': wanted two folders");
        }
        output = output.length() > 1 && output.endsWith("/") ? output.substring(0, output.length() - 1) : output;
    }

    /** Cuts all slices that the settings choose. */
    public IngestRequest(
            String input,
            String output,
            Tables tables,
            String site,
            IdKey key,
            boolean forgetAbsent,
            IngestSettings settings,
            SequenceRules rules) {
        this(input, output, tables, site, key, forgetAbsent, settings, rules, PatientScheme.known(), 0);
    }

    /** No tables, no site, absent studies stay, the packed rules. */
    public static IngestRequest of(String input, String output, IdKey key, IngestSettings settings) {
        return new IngestRequest(input, output, Tables.none(), "", key, false, settings, SequenceRules.packed());
    }

    /** A copy with other tables and another site. */
    public IngestRequest withTables(Tables others, String newSite) {
        return new IngestRequest(
                input, output, others, newSite, key, forgetAbsent, settings, rules, patients, evaluatedPerAxis);
    }

    /** A copy with other rules for DICOM. */
    public IngestRequest withRules(SequenceRules others) {
        return new IngestRequest(
                input, output, tables, site, key, forgetAbsent, settings, others, patients, evaluatedPerAxis);
    }

    /** A copy that tells patients otherwise. */
    public IngestRequest withPatients(PatientScheme others) {
        return new IngestRequest(
                input, output, tables, site, key, forgetAbsent, settings, rules, others, evaluatedPerAxis);
    }

    /** A copy that cuts only what evaluation reads with {@code perAxis} slices of each axis, for a folder of its own. */
    public IngestRequest forEvaluation(int perAxis) {
        return new IngestRequest(input, output, tables, site, key, forgetAbsent, settings, rules, patients, perAxis);
    }

    /** A copy that drops studies which have left the archive. */
    public IngestRequest forgettingAbsent() {
        return new IngestRequest(input, output, tables, site, key, true, settings, rules, patients, evaluatedPerAxis);
    }
}
