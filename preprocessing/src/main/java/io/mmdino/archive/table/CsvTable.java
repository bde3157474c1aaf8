package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.PatientScheme;
import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A small table with a header row, as spreadsheets, pandas and R write them: RFC 4180, separated by comma, semicolon, tab, bar or
 * blank ({@link TableShape}), in one of the usual encodings ({@link TableText}).
 *
 * @param what name of the table in messages, such as "labels file labels.csv"
 */
record CsvTable(String what, List<String> header, List<Row> rows) {

    private static final int MAX_BYTES = 256 << 20;

    /** @param line number in the file, from 1 */
    record Row(int line, List<String> cells) {

        /** The cell without blanks around it, empty where the row is too short. */
        String cell(int column) {
            return column < cells.size() ? clean(cells.get(column)) : "";
        }

        /** Number of cells up to the last one with text. */
        int width() {
            int width = cells.size();
            while (width > 0 && cells.get(width - 1).isBlank()) {
                width--;
            }
            return width;
        }
    }

    /** Where a table's bytes come from. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /** @param wanted names of columns, by which the separator is found */
    static CsvTable read(Configuration conf, String path, String role, String... wanted) throws IOException {
        Path file = new Path(path);
        return read(() -> Storage.of(conf, file).open(file), role + " " + file.getName(), wanted);
    }

    static CsvTable read(Source source, String what, String... wanted) throws IOException {
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ArchiveException(what + ": larger than " + MAX_BYTES + " bytes; is this the right file?");
            }
            return parse(what, TableText.of(what, bytes, MAX_BYTES), wanted);
        } catch (FileNotFoundException e) {
            throw new ArchiveException(what + ": not there or not a file; check the path", e);
        } catch (ArchiveException e) {
            throw e;
        } catch (IOException e) {
            throw new ArchiveException(
                    what + ": cannot be read (" + e.getClass().getSimpleName() + "); check path and storage", e);
        }
    }

    static CsvTable parse(String what, String text, String... wanted) throws ArchiveException {
        TableShape shape = TableShape.of(what, text, List.of(wanted));
        List<Row> rows = new Csv(shape.body(), shape.separator()).rows(what);
        if (rows.isEmpty()) {
            throw new ArchiveException(what + ": empty; wanted a header row with column names");
        }
        List<String> header = rows.get(0).cells().stream().map(CsvTable::clean).toList();
        return new CsvTable(what, header, body(what, header, rows.subList(1, rows.size())));
    }

    /** The rows below the header, without the numbers of rows that R writes in a column without a name. */
    private static List<Row> body(String what, List<String> header, List<Row> rows) throws ArchiveException {
        int width = header.size();
        boolean named = !rows.isEmpty()
                && rows.stream()
                        .allMatch(row -> row.width() == width + 1 && row.cell(0).matches("\\d+"));
        List<Row> body = new ArrayList<>();
        for (Row row : rows) {
            if (row.width() > width && !named) {
                throw new ArchiveException(what + ", line " + row.line() + ": " + row.width()
                        + " cells where the header has " + width + "; put cells that hold a separator into quotes");
            }
            body.add(
                    named
                            ? new Row(
                                    row.line(),
                                    row.cells().subList(1, row.cells().size()))
                            : row);
        }
        return List.copyOf(body);
    }

    /**
     * A cell without blanks around it, of any kind and width, in Unicode's form NFC, and without the formula {@code ="007"} by
     * which Excel keeps leading zeros.
     */
    static String clean(String cell) {
        String text = PatientScheme.normal(cell.replace('\u00A0', ' ').replace('\u3000', ' '));
        boolean formula = text.length() >= 3 && text.startsWith("=\"") && text.endsWith("\"");
        return formula ? text.substring(2, text.length() - 1).strip() : text;
    }

    /** The column's index, found in upper or lower case. */
    OptionalInt find(String column) {
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).equalsIgnoreCase(column)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * @throws ArchiveException when there is none; the message shows no cell, because a table without a header begins with a
     * patient
     */
    int column(String name) throws ArchiveException {
        OptionalInt found = find(name);
        if (found.isEmpty()) {
            throw new ArchiveException(
                    what + ", line 1: none of the " + header.size() + " columns is '" + name
                            + "'; name the right column (--patient-column, --label-column), and see that the table has a header");
        }
        return found.getAsInt();
    }

    ArchiveException fault(Row row, String column, String text) {
        return new ArchiveException(what + ", line " + row.line() + ", column " + column + ": " + text);
    }

    /** The patient of a cell, without BIDS' prefix {@code sub-}. */
    static String patient(String cell) {
        return cell.toLowerCase(Locale.ROOT).startsWith("sub-") ? cell.substring(4) : cell;
    }
}
