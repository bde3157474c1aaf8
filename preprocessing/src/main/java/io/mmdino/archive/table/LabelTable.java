package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.PatientScheme;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Class labels by patient, read from a table with one row per patient, or several that agree.
 *
 * <p>A label is an integer of 0 or more ({@code 2} or {@code 2.0}, as pandas writes integers beside gaps), or a class's name
 * where the classes have names. An empty cell, -1, BIDS' n/a and what pandas, R and spreadsheets write for nothing mean unlabelled.
 * Messages name line and column, and neither the patient nor a cell: in a row with a cell too many or too few, any cell may be a
 * name.
 */
public final class LabelTable {

    private static final int MAX_CLASS = 9999;

    /** Words for no value: those of pandas' {@code read_csv}, R, SPSS and spreadsheets in lower case, and TCIA's own. */
    private static final Set<String> NOTHING = Set.of(
            "",
            "n/a",
            "na",
            "nan",
            "-nan",
            "<na>",
            "null",
            "none",
            "nil",
            "#n/a",
            "#n/a n/a",
            "#na",
            "#nv",
            "#null!",
            "-1.#ind",
            "1.#ind",
            "-1.#qnan",
            "1.#qnan",
            ".",
            "-",
            "--",
            "?",
            "not available",
            "unknown",
            "missing",
            "unlabelled",
            "unlabeled");

    private final Map<String, OptionalInt> labels;
    /** Labels by patient, from all rows of his visits; a patient whose visits have several classes is left out. */
    private final Map<String, OptionalInt> ofPatients;

    private LabelTable(Map<String, OptionalInt> labels, PatientScheme patients) {
        this.labels = labels;
        ofPatients = new HashMap<>();
        Set<String> torn = new HashSet<>();
        labels.forEach((id, label) -> {
            String patient = patients.patient(id);
            OptionalInt first = ofPatients.merge(patient, label, (old, now) -> old.isPresent() ? old : now);
            if (label.isPresent() && !first.equals(label)) {
                torn.add(patient);
            }
        });
        torn.forEach(ofPatients::remove);
    }

    /** A table without rows. */
    public static LabelTable none() {
        return new LabelTable(Map.of(), PatientScheme.known());
    }

    /** @throws ArchiveException when the file or a column is missing, a patient stands twice or a label is no class */
    public static LabelTable read(Configuration conf, String path, LabelColumns columns) throws IOException {
        return of(CsvTable.read(conf, path, "labels file", columns.all()), columns);
    }

    static LabelTable of(CsvTable table, LabelColumns columns) throws ArchiveException {
        String patientColumn = columns.patientIn(table);
        int patients = table.column(patientColumn);
        int classes = table.column(columns.label());
        Map<String, OptionalInt> labels = new HashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        for (CsvTable.Row row : table.rows()) {
            String patient = CsvTable.patient(row.cell(patients));
            OptionalInt label = label(table, row, columns, row.cell(classes));
            if (patient.isEmpty() && label.isEmpty()) {
                continue; // a line of remarks or sums
            }
            if (patient.isEmpty()) {
                throw table.fault(row, patientColumn, "no patient; every row wants one");
            }
            Integer before = lines.putIfAbsent(patient, row.line());
            OptionalInt known = labels.getOrDefault(patient, OptionalInt.empty());
            if (before != null && known.isPresent() && label.isPresent() && !known.equals(label)) {
                throw table.fault(
                        row,
                        patientColumn,
                        "the patient of line " + before + " again, with another class; keep one row per patient");
            }
            labels.put(patient, label.isPresent() ? label : known);
        }
        return new LabelTable(labels, PatientScheme.known());
    }

    private static OptionalInt label(CsvTable table, CsvTable.Row row, LabelColumns columns, String cell)
            throws ArchiveException {
        OptionalInt named = columns.named(cell);
        if (named.isPresent()) {
            return named;
        }
        if (NOTHING.contains(cell.toLowerCase(Locale.ROOT)) || cell.matches("-1([.,]0*)?")) {
            return OptionalInt.empty();
        }
        if (cell.matches("\\d{1,4}([.,]0*)?")) {
            int number = Integer.parseInt(cell.split("[.,]")[0]);
            if (!columns.holds(number)) {
                throw table.fault(row, columns.label(), columns.beyond(number));
            }
            return OptionalInt.of(number);
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
        return new LabelTable(both, PatientScheme.known());
    }

    /** The label of a study: that of its own id if the table has it, else that of its patient, else that of another visit. */
    public OptionalInt of(ArchiveStudy study) {
        OptionalInt own = labels.getOrDefault(study.id(), OptionalInt.empty());
        OptionalInt patients = labels.getOrDefault(study.subject(), OptionalInt.empty());
        return own.isPresent()
                ? own
                : patients.isPresent() ? patients : ofPatients.getOrDefault(study.subject(), OptionalInt.empty());
    }

    /** Whether the table has a row for the study, labelled or not. */
    public boolean names(ArchiveStudy study) {
        return labels.containsKey(study.id())
                || labels.containsKey(study.subject())
                || ofPatients.containsKey(study.subject());
    }

    /** A copy whose rows speak for the patients that the scheme finds in their ids. */
    public LabelTable under(PatientScheme patients) {
        return new LabelTable(labels, patients);
    }

    /** Number of rows. */
    public int size() {
        return labels.size();
    }
}
