package io.mmdino.archive.table;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The columns of a label table and the names of its classes.
 *
 * @param patient column of the patient; where a table lacks it, BIDS' {@code participant_id} is read
 * @param label column of the class
 * @param classNames names of the classes 0, 1, ..., which a table may give instead of numbers; may be empty
 */
public record LabelColumns(String patient, String label, List<String> classNames) {

    private static final String PARTICIPANT = "participant_id";

    public LabelColumns {
        classNames = List.copyOf(classNames);
    }

    /** The name of the patient's column in this table. */
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

    /** The class names that a cell may hold, for messages. */
    String wanted() {
        return classNames.isEmpty() ? "" : ", one of " + String.join(", ", classNames);
    }
}
