package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import java.util.ArrayList;
import java.util.List;

/** CSV by RFC 4180: a quoted cell may hold separators, line ends and doubled quotes. */
public final class Csv {

    /** Which cells are written in quotes. */
    public enum Quoting {
        /** Cells with a comma, a quote or a line end, as RFC 4180 demands. */
        NEEDED,
        /** All cells but those of letters, digits, blanks, underscores, dots and hyphens. */
        UNLESS_PLAIN
    }

    private final String text;
    private final char separator;
    private int at;
    private int line = 1;

    Csv(String text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /**
     * The rows that have a cell with text.
     *
     * @param what names the table in messages
     * @throws ArchiveException when a quote is not closed
     */
    List<CsvTable.Row> rows(String what) throws ArchiveException {
        List<CsvTable.Row> rows = new ArrayList<>();
        for (CsvTable.Row row = first(what); !row.cells().isEmpty(); row = first(what)) {
            rows.add(row);
        }
        return rows;
    }

    /** The next row that has a cell with text; a row without cells after the last. */
    CsvTable.Row first(String what) throws ArchiveException {
        while (at < text.length()) {
            int start = line;
            List<String> cells = new ArrayList<>();
            do {
                cells.add(cell(what));
            } while (more());
            if (cells.stream().anyMatch(cell -> !cell.isBlank())) {
                return new CsvTable.Row(start, cells);
            }
        }
        return new CsvTable.Row(line, List.of());
    }

    /** Steps over the separator or the line end; whether the row has another cell. */
    private boolean more() {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at++);
        if (c == separator) {
            while (separator == ' ' && at < text.length() && text.charAt(at) == ' ') {
                at++; // columns aligned by several blanks
            }
            return true;
        }
        line++;
        return false;
    }

    private String cell(String what) throws ArchiveException {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted(what);
        }
        int start = at;
        while (at < text.length() && text.charAt(at) != separator && text.charAt(at) != '\n') {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted(String what) throws ArchiveException {
        int opened = line;
        StringBuilder cell = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '"') {
                line += c == '\n' ? 1 : 0;
                cell.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                cell.append(c);
                at++;
            } else {
                at++;
                return cell + rest();
            }
        }
        throw new ArchiveException(what + ", line " + opened + ": a quote is opened and never closed");
    }

    /** The text between a closing quote and the separator: a carriage return, or text that belongs to no cell but is kept. */
    private String rest() {
        int start = at;
        while (at < text.length() && text.charAt(at) != separator && text.charAt(at) != '\n') {
            at++;
        }
        return text.substring(start, at);
    }

    /** The cell as it stands in a table: in quotes, with its own quotes doubled, or as it is. */
    public static String write(String text, Quoting quoting) {
        boolean plain = quoting == Quoting.NEEDED
                ? text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                : text.matches("[\\w .-]*");
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
