package io.mmdino.archive.table;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How a label table is read.
 *
 * @param patient column that names the patient; BIDS' {@code participant_id} stands in where it is missing
 * @param label column of the class
 * @param classNames names of the classes 0, 1, ..., which a table may give instead of numbers; may be empty
 */
public record LabelColumns(String patient, String label, List<String> classNames) {

    private static final String PARTICIPANT = "participant_id";

    public LabelColumns {
        classNames = List.copyOf(classNames);
    }

    /** The patient's column by the name that the table has for it. */
    String patientIn(CsvTable table) {
        return table.find(patient).isEmpty() && table.find(PARTICIPANT).isPresent() ? PARTICIPANT : patient;
    }

    /** The class that a cell names, upper or lower case. */
    OptionalInt named(String cell) {
        for (int i = 0; i < classNames.size(); i++) {
            if (classNames.get(i).toLowerCase(Locale.ROOT).equals(cell.toLowerCase(Locale.ROOT))) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** For messages: what a cell may hold. */
    String wanted() {
        return classNames.isEmpty() ? "" : ", one of " + String.join(", ", classNames);
    }
}
