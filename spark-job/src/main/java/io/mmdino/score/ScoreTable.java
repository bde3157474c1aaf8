package io.mmdino.score;

import io.mmdino.archive.table.Csv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scores as a table with the columns study, status, predicted, one probability for each class, sequences, reason,
 * model_hash, settings_hash and computation. Predicted and probabilities are empty for a refused study.
 *
 * @param modelHash value of model_hash in every row
 * @param settingsHash value of settings_hash in every row
 * @param computation value of computation in every row: the kernels and the precision of the layers
 */
record ScoreTable(
        List<String> classNames, List<StudyScore> rows, String modelHash, String settingsHash, String computation) {

    private static final String END = "\r\n";

    /** Column names of the probabilities, in the order of the classes; distinct, of letters, digits and underscores. */
    List<String> probabilityColumns() {
        List<String> columns = classNames.stream()
                .map(name -> "probability_" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"))
                .toList();
        if (columns.stream().distinct().count() == columns.size()) {
            return columns;
        }
        List<String> numbered = new ArrayList<>();
        for (String column : columns) {
            numbered.add(column + "_" + numbered.size());
        }
        return numbered;
    }

    /** The table as CSV by RFC 4180: a header, CRLF after every line, quotes where needed. */
    String csv() {
        Stream<String> header = Stream.of(
                        Stream.of("study", "status", "predicted"),
                        probabilityColumns().stream(),
                        Stream.of("sequences", "reason", "model_hash", "settings_hash", "computation"))
                .flatMap(columns -> columns);
        return line(header) + rows.stream().map(row -> line(cells(row))).collect(Collectors.joining());
    }

    private Stream<String> cells(StudyScore row) {
        Stream<String> answer = row.answer()
                .map(a -> Stream.concat(
                        Stream.of(a.predicted()),
                        Arrays.stream(a.probabilities()).mapToObj(Double::toString)))
                .orElseGet(() -> Stream.generate(() -> "").limit(1 + classNames.size()));
        return Stream.of(
                        Stream.of(row.study(), row.status().name()),
                        answer,
                        Stream.of(
                                String.join("+", row.sequences()), row.reason(), modelHash, settingsHash, computation))
                .flatMap(part -> part);
    }

    private static String line(Stream<String> cells) {
        return cells.map(cell -> Csv.write(cell, Csv.Quoting.NEEDED)).collect(Collectors.joining(",", "", END));
    }
}
