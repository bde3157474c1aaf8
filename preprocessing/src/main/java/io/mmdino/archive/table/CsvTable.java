package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A small table with a header row: RFC 4180, separated by comma, semicolon or tab (whichever the header has), UTF-8.
 *
 * @param what name of the table in messages, such as "labels file labels.csv"
 */
record CsvTable(String what, List<String> header, List<Row> rows) {

    private static final int MAX_BYTES = 256 << 20;

    /** @param line number in the file, from 1 */
    record Row(int line, List<String> cells) {

        /** The trimmed cell, empty where the row is too short. */
        String cell(int column) {
            return column < cells.size() ? cells.get(column).trim() : "";
        }
    }

    /** Where a table's bytes come from. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    static CsvTable read(Configuration conf, String path, String role) throws IOException {
        Path file = new Path(path);
        return read(() -> Storage.of(conf, file).open(file), role + " " + file.getName());
    }

    static CsvTable read(Source source, String what) throws IOException {
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ArchiveException(what + ": larger than " + MAX_BYTES + " bytes; is this the right file?");
            }
            return parse(what, new String(bytes, StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            throw new ArchiveException(what + ": not there or not a file; check the path", e);
        } catch (ArchiveException e) {
            throw e;
        } catch (IOException e) {
            throw new ArchiveException(
                    what + ": cannot be read (" + e.getClass().getSimpleName() + "); check path and storage", e);
        }
    }

    static CsvTable parse(String what, String text) throws ArchiveException {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<Row> rows = new Csv(body, separator(body)).rows(what);
        if (rows.isEmpty()) {
            throw new ArchiveException(what + ": empty; wanted a header row with column names");
        }
        List<String> header = rows.get(0).cells().stream().map(String::trim).toList();
        return new CsvTable(what, header, List.copyOf(rows.subList(1, rows.size())));
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

    private static char separator(String text) {
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        for (char candidate : new char[] {',', ';', '\t'}) {
            if (first.indexOf(candidate) >= 0) {
                return candidate;
            }
        }
        return ',';
    }
}
