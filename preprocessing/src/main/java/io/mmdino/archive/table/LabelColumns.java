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

    /** Whether a number is one of the classes; any is where they have no names. */
    boolean holds(int number) {
        return classNames.isEmpty() || number < classNames.size();
    }

    /** The fault of a number that is none of the classes. */
    String beyond(int number) {
        int last = classNames.size() - 1;
        return "class " + number + " is none of the " + classNames.size() + " classes 0 to " + last + " ("
                + String.join(", ", classNames)
                + "); count from 0, write names, or set evaluation.class-names and model.classes (--config, --set)";
    }

    /** Names of all columns that are read, by which a table's separator is found. */
    String[] all() {
        return new String[] {patient, PARTICIPANT, label};
    }

    /** The class names that a cell may hold, for messages. */
    String wanted() {
        return classNames.isEmpty() ? "" : ", one of " + String.join(", ", classNames);
    }
}
