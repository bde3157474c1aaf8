package io.mmdino.dicom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.dicom.DicomFixture;
import io.mmdino.dicom.Tags;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Verdicts on several hundred descriptions in ten languages: none is called t1 or t1c wrongly, few are ambiguous. */
class DescriptionTableTest {

    private static final double MOST_AMBIGUOUS = 0.05;
    private static final Set<String> GUESSED = Set.of("t1", "t1c");

    private final SequenceRules rules = SequenceRules.packed();

    private record Row(String wanted, String times, String description) {

        static Row of(String line) {
            String[] parts = line.split(" \\| ");
            return new Row(parts[0], parts[1], parts[2]);
        }
    }

    @Test
    void descriptionsInTenLanguagesMeanWhatHospitalsMean() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> ambiguous = new ArrayList<>();
        List<Row> rows = rows();
        for (Row row : rows) {
            String found = found(row);
            if (found.equals("ambiguous") && !row.wanted.equals("ambiguous")) {
                ambiguous.add(row + " is ambiguous");
            } else if (!found.equals(row.wanted)) {
                wrong.add(row + " is " + found);
            }
        }
        long told = rows.stream().filter(row -> !row.wanted.equals("ambiguous")).count();
        assertThat(rows).hasSizeGreaterThan(600);
        assertThat(wrong).isEmpty();
        assertThat(ambiguous).as("ambiguous of %d", told).hasSizeLessThanOrEqualTo((int) (MOST_AMBIGUOUS * told));
    }

    @Test
    void anAgentThatContradictsTheDescriptionIsNeverGuessed() throws IOException {
        List<String> guessed = new ArrayList<>();
        for (Row row : rows()) {
            boolean says = !rules.contrastOf(row.description).equals(ContrastSays.NOTHING);
            if (GUESSED.contains(row.wanted) && says) {
                String agent = row.wanted.equals("t1") ? "Gadovist 7.5 ml" : "NONE";
                String found = found(series(row).text(Tags.CONTRAST_AGENT, "LO", agent));
                if (!found.equals("ambiguous")) {
                    guessed.add(row + " and " + agent + " is " + found);
                }
            }
        }
        assertThat(guessed).isEmpty();
    }

    private String found(Row row) {
        return found(series(row));
    }

    private String found(DicomFixture series) {
        SequenceVerdict verdict = rules.verdict(series.header());
        return switch (verdict.kind()) {
            case SEQUENCE -> verdict.sequence();
            case EXCLUDED -> "excluded";
            case AMBIGUOUS -> "ambiguous";
            case NONE -> "none";
        };
    }

    private static DicomFixture series(Row row) {
        String[] values =
                switch (row.times) {
                    case "m" -> new String[] {"GR\\IR", "2000", "3", "900"};
                    case "s" -> new String[] {"SE", "500", "10", ""};
                    case "t" -> new String[] {"SE", "5000", "100", ""};
                    case "f" -> new String[] {"SE\\IR", "9000", "120", "2500"};
                    case "g" -> new String[] {"GR", "620", "25", ""};
                    default -> new String[] {"", "", "", ""};
                };
        return new DicomFixture()
                .unicode(Tags.SERIES_DESCRIPTION, "LO", row.description)
                .unicode(Tags.PROTOCOL_NAME, "LO", row.description)
                .text(Tags.SCANNING_SEQUENCE, "CS", values[0])
                .text(Tags.REPETITION_TIME, "DS", values[1])
                .text(Tags.ECHO_TIME, "DS", values[2])
                .text(Tags.INVERSION_TIME, "DS", values[3]);
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in = DescriptionTableTest.class.getResourceAsStream("descriptions.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }
}
