package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveStudy;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;

/**
 * Class labels by patient, read from a table with one row per patient.
 *
 * <p>A label is an integer of 0 or more ({@code 2} or {@code 2.0}, as pandas writes integers beside gaps), or a class's name
 * where the classes have names. An empty cell, -1 or BIDS' n/a means unlabelled. Messages name line and column, and neither the
 * patient nor a cell: in a row with a cell too many or too few, any cell may be a name.
 */
public final class LabelTable {

    private static final int MAX_CLASS = 9999;

    private final Map<String, OptionalInt> labels;

    private LabelTable(Map<String, OptionalInt> labels) {
        this.labels = labels;
    }

    /** A table without rows. */
    public static LabelTable none() {
        return new LabelTable(Map.of());
    }

    /** @throws ArchiveException when the file or a column is missing, a patient stands twice or a label is no class */
    public static LabelTable read(Configuration conf, String path, LabelColumns columns) throws IOException {
        return of(CsvTable.read(conf, path, "labels file"), columns);
    }

    static LabelTable of(CsvTable table, LabelColumns columns) throws ArchiveException {
        String patientColumn = columns.patientIn(table);
        int patients = table.column(patientColumn);
        int classes = table.column(columns.label());
        Map<String, OptionalInt> labels = new HashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        for (CsvTable.Row row : table.rows()) {
            String patient = CsvTable.patient(row.cell(patients));
            if (patient.isEmpty()) {
                throw table.fault(row, patientColumn, "no patient; every row wants one");
            }
            Integer before = lines.put(patient, row.line());
            if (before != null) {
                throw table.fault(
                        row, patientColumn, "the patient of line " + before + " again; keep one row per patient");
            }
            labels.put(patient, label(table, row, columns, row.cell(classes)));
        }
        return new LabelTable(labels);
    }

    private static OptionalInt label(CsvTable table, CsvTable.Row row, LabelColumns columns, String cell)
            throws ArchiveException {
        if (cell.isEmpty() || cell.equalsIgnoreCase("n/a") || cell.matches("-1(\\.0*)?")) {
            return OptionalInt.empty();
        }
        if (cell.matches("\\d{1,4}(\\.0*)?")) {
            return OptionalInt.of(Integer.parseInt(cell.split("\\.")[0]));
        }
        OptionalInt named = columns.named(cell);
        if (named.isPresent()) {
            return named;
        }
        throw table.fault(
                row,
                columns.label(),
                "no class; wanted an integer from 0 to " + MAX_CLASS + columns.wanted() + " or nothing");
    }

    /**
     * A table with the rows of both.
     *
     * @throws ArchiveException when they give a patient two classes
     */
    LabelTable and(LabelTable other) throws ArchiveException {
        Map<String, OptionalInt> both = new HashMap<>(labels);
        for (Map.Entry<String, OptionalInt> row : other.labels.entrySet()) {
            OptionalInt before = both.getOrDefault(row.getKey(), OptionalInt.empty());
            OptionalInt now = row.getValue();
            if (before.isPresent() && now.isPresent() && !before.equals(now)) {
                throw new ArchiveException("two label tables of the archive give one patient two classes; are they two"
                        + " patients with one id? Give one table with --labels, or ingest the datasets one by one");
            }
            both.put(row.getKey(), now.isPresent() ? now : before);
        }
        return new LabelTable(both);
    }

    /** The label of a study: that of its own id if the table has it, otherwise that of its subject. */
    public OptionalInt of(ArchiveStudy study) {
        OptionalInt own = labels.getOrDefault(study.id(), OptionalInt.empty());
        return own.isPresent() ? own : labels.getOrDefault(study.subject(), OptionalInt.empty());
    }

    /** Whether the table has a row for the study, labelled or not. */
    public boolean names(ArchiveStudy study) {
        return labels.containsKey(study.id()) || labels.containsKey(study.subject());
    }

    /** Number of rows. */
    public int size() {
        return labels.size();
    }
}
