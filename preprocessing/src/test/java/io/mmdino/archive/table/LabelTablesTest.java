package io.mmdino.archive.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveStudy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of labels as pandas, R, spreadsheets and data sets write them. */
class LabelTablesTest {

    private static final LabelColumns COLUMNS =
            new LabelColumns("Patient", "WHO2021_Int", List.of("astrocytoma", "glioblastoma", "oligodendroglioma"));

    private static final String CSV = "t.csv";
    private static final String TSV = "participants.tsv";

    /** Each labels a as 0, b as nothing, c as 2. */
    static Stream<Arguments> tables() {
        return Stream.of(
                of("plain", CSV, "Patient,WHO2021_Int\na,0\nb,\nc,2\n"),
                of("no line end at the end", CSV, "Patient,WHO2021_Int\na,0\nb,\nc,2"),
                of("Windows' line ends", CSV, "Patient,WHO2021_Int\r\na,0\r\nb,\r\nc,2\r\n"),
                of("the old Mac's line ends", CSV, "Patient,WHO2021_Int\ra,0\rb,\rc,2\r"),
                of("blank lines", CSV, "\n\nPatient,WHO2021_Int\n\na,0\n\nb,\nc,2\n\n\n"),
                of("quotes everywhere", CSV, "\"Patient\",\"WHO2021_Int\"\n\"a\",\"0\"\n\"b\",\"\"\n\"c\",\"2\"\n"),
                of("pandas with its index", CSV, ",Patient,WHO2021_Int\n0,a,0.0\n1,b,\n2,c,2.0\n"),
                of("pandas' floats and NaN", CSV, "Patient,WHO2021_Int\na,0.0\nb,nan\nc,2.0\n"),
                of("pandas' NaN in another case", CSV, "Patient,WHO2021_Int\na,0\nb,NaN\nc,2\n"),
                of("pandas' <NA>", CSV, "Patient,WHO2021_Int\na,0\nb,<NA>\nc,2\n"),
                of("pandas' None", CSV, "Patient,WHO2021_Int\na,0\nb,None\nc,2\n"),
                of("pandas' NULL", CSV, "Patient,WHO2021_Int\na,0\nb,NULL\nc,2\n"),
                of("R's NA", CSV, "\"Patient\",\"WHO2021_Int\"\n\"a\",0\n\"b\",NA\n\"c\",2\n"),
                of(
                        "R's write.csv with row names",
                        CSV,
                        "\"\",\"Patient\",\"WHO2021_Int\"\n\"1\",\"a\",0\n\"2\",\"b\",NA\n\"3\",\"c\",2\n"),
                of(
                        "R's write.table",
                        "t.txt",
                        "\"Patient\" \"WHO2021_Int\"\n\"1\" \"a\" 0\n\"2\" \"b\" NA\n\"3\" \"c\" 2\n"),
                of(
                        "R's write.table without row names",
                        "t.txt",
                        "\"Patient\" \"WHO2021_Int\"\n\"a\" 0\n\"b\" NA\n\"c\" 2\n"),
                of(
                        "columns aligned by blanks",
                        "t.txt",
                        "Patient   WHO2021_Int\na         0\nb         NA\nc         2\n"),
                of("R's write.csv2", CSV, "\"Patient\";\"WHO2021_Int\"\n\"a\";0\n\"b\";NA\n\"c\";2\n"),
                of("semicolons and decimal commas", CSV, "Patient;WHO2021_Int\na;0,0\nb;\nc;2,0\n"),
                of("Excel's sep line", CSV, "sep=;\nPatient;WHO2021_Int\na;0\nb;\nc;2\n"),
                of("Excel's sep line, in quotes", CSV, "\"sep=;\"\r\nPatient;WHO2021_Int\r\na;0\r\nb;\r\nc;2\r\n"),
                of("Excel's sep line of tabs", CSV, "sep=\t\nPatient\tWHO2021_Int\na\t0\nb\t\nc\t2\n"),
                of("Excel's error values", CSV, "Patient;WHO2021_Int\na;0\nb;#N/A\nc;2\n"),
                of("German Excel's error values", CSV, "Patient;WHO2021_Int\na;0\nb;#NV\nc;2\n"),
                of(
                        "Excel's formulas that keep zeros",
                        CSV,
                        "Patient,WHO2021_Int\n\"=\"\"a\"\"\",0\n=\"b\",\n=\"c\",2\n"),
                of("Excel's empty columns at the end", CSV, "Patient,WHO2021_Int,,\na,0,,\nb,,,\nc,2,,\n"),
                of("Excel's empty rows at the end", CSV, "Patient;WHO2021_Int\na;0\nb;\nc;2\n;\n;\n"),
                of("a byte order mark", CSV, "\uFEFFPatient,WHO2021_Int\na,0\nb,\nc,2\n"),
                of("a byte order mark before quotes", CSV, "\uFEFF\"Patient\",\"WHO2021_Int\"\na,0\nb,\nc,2\n"),
                of("tabs", "t.txt", "Patient\tWHO2021_Int\na\t0\nb\t\nc\t2\n"),
                of("tabs in a .csv", CSV, "Patient\tWHO2021_Int\na\t0\nb\t\nc\t2\n"),
                of("bars", CSV, "Patient|WHO2021_Int\na|0\nb|\nc|2\n"),
                of("BIDS", TSV, "participant_id\tWHO2021_Int\nsub-a\t0\nsub-b\tn/a\nsub-c\t2\n"),
                of(
                        "BIDS with a comma in a name",
                        TSV,
                        "participant_id\tAge, years\tWHO2021_Int\nsub-a\t61\t0\nsub-b\t62\tn/a\nsub-c\t63\t2\n"),
                of(
                        "BIDS with commas in cells",
                        TSV,
                        "participant_id\tnote\tWHO2021_Int\nsub-a\tx, y\t0\nsub-b\tx,y\tn/a\nsub-c\t,\t2\n"),
                of(
                        "BIDS with a semicolon in a name",
                        TSV,
                        "participant_id\tA;B\tWHO2021_Int\nsub-a\t1\t0\nsub-b\t2\tn/a\nsub-c\t3\t2\n"),
                of("a .tsv that is a .csv", TSV, "participant_id,WHO2021_Int\nsub-a,0\nsub-b,n/a\nsub-c,2\n"),
                of(
                        "a comma in a name of a semicolon table",
                        CSV,
                        "Age, years;Patient;WHO2021_Int\n61;a;0\n62;b;\n63;c;2\n"),
                of(
                        "a separator in a quoted cell",
                        CSV,
                        "note,Patient,WHO2021_Int\n\"x, y\",a,0\n\"\",b,\n\"a;b\",c,2\n"),
                of("line ends in a quoted name", CSV, "\"Age\n(years)\",Patient,WHO2021_Int\n61,a,0\n62,b,\n63,c,2\n"),
                of("names in another case", CSV, "PATIENT,who2021_int\na,0\nb,\nc,2\n"),
                of("blanks around names and cells", CSV, " Patient , WHO2021_Int \n a , 0 \n b ,  \n c , 2 \n"),
                of(
                        "blanks of no width and fixed width",
                        CSV,
                        "Patient,WHO2021_Int\u00A0\na\u00A0,0\n\u200Bb,\u00A0\n\uFEFFc,2\u3000\n"),
                of("a comment line", CSV, "# made on Monday, by hand\nPatient,WHO2021_Int\na,0\nb,\nc,2\n"),
                of("several comment lines", CSV, "# one\n#two, three\n\nPatient,WHO2021_Int\na,0\nb,\nc,2\n"),
                of("a header that begins with #", CSV, "#Patient,WHO2021_Int\na,0\nb,\nc,2\n"),
                of("rows that are too short", CSV, "Patient,WHO2021_Int,Age\na,0\nb\nc,2\n"),
                of("a line of sums", CSV, "Patient,WHO2021_Int,n\na,0,1\nb,,1\nc,2,1\n,,3\n"),
                of("SPSS' dot", CSV, "Patient,WHO2021_Int\na,0\nb,.\nc,2\n"),
                of("a hyphen", CSV, "Patient,WHO2021_Int\na,0\nb,-\nc,2\n"),
                of("TCIA's words", CSV, "Patient,WHO2021_Int\na,0\nb,Not Available\nc,2\n"),
                of("-1", CSV, "Patient,WHO2021_Int\na,0\nb,-1.0\nc,2\n"),
                of("names of classes", CSV, "Patient,WHO2021_Int\na,Astrocytoma\nb,unknown\nc,OLIGODENDROGLIOMA\n"),
                of("names and numbers", CSV, "Patient,WHO2021_Int\na,astrocytoma\nb,NA\nc,2\n"),
                of(
                        "a patient in two rows that agree",
                        CSV,
                        "Patient,ses,WHO2021_Int\na,1,0\na,2,0\nb,1,\nc,1,2\nc,2,\n"),
                of("columns between", CSV, "x,Patient,y,z,WHO2021_Int,w\n1,a,2,3,0,4\n1,b,2,3,,4\n1,c,2,3,2,4\n"),
                of("the column twice", CSV, "Patient,WHO2021_Int,WHO2021_Int\na,0,9\nb,,9\nc,2,9\n"),
                of("zeros before a class", CSV, "Patient,WHO2021_Int\na,00\nb,\nc,02\n"),
                of("other patients", CSV, "Patient,WHO2021_Int\nz,1\na,0\ny,1\nb,\nc,2\n"),
                of("a prefix sub-", CSV, "Patient,WHO2021_Int\nsub-a,0\nSUB-b,\nsub-c,2\n"));
    }

    private static Arguments of(String title, String file, String text) {
        return Arguments.of(title, file, text);
    }

    @Test
    void thereAreAtLeastSixtyTables() {
        assertThat(tables().count()).isGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void aTableIsReadAsItsWriterMeant(String title, String file, String text) throws IOException {
        labelsAreRight(file, text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void soItIsInUtf16AndGzipped(String title, String file, String text) throws IOException {
        String plain = text.replace("\uFEFF", "");
        labelsAreRight(file, ("\uFEFF" + plain).getBytes(StandardCharsets.UTF_16LE));
        labelsAreRight(file, ("\uFEFF" + plain).getBytes(StandardCharsets.UTF_16BE));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        labelsAreRight(file + ".gz", packed.toByteArray());
    }

    private static void labelsAreRight(String file, byte[] bytes) throws IOException {
        LabelTable labels = table(file, bytes);
        assertThat(labels.of(study("a"))).hasValue(0);
        assertThat(labels.of(study("b"))).isEmpty();
        assertThat(labels.of(study("c"))).hasValue(2);
        assertThat(labels.names(study("b"))).isTrue();
        assertThat(labels.of(study("nobody"))).isEmpty();
    }

    @Test
    void wideTextWithoutAMarkIsKnownByItsZeros() throws IOException {
        String text = "Patient,WHO2021_Int\na,0\nb,\nc,2\n";
        labelsAreRight(CSV, text.getBytes(StandardCharsets.UTF_16LE));
        labelsAreRight(CSV, text.getBytes(StandardCharsets.UTF_16BE));
    }

    @Test
    void namesInWindows1252AndInBothUnicodeFormsAreOnePatient() throws IOException {
        String text = "Patient,WHO2021_Int\nM\u00FCller,1\n";
        String decomposed = "Patient,WHO2021_Int\nMu\u0308ller,1\n";
        for (byte[] bytes : List.of(
                text.getBytes(Charset.forName("windows-1252")),
                text.getBytes(StandardCharsets.UTF_8),
                decomposed.getBytes(StandardCharsets.UTF_8))) {
            assertThat(table(CSV, bytes).of(study("M\u00FCller"))).hasValue(1);
        }
    }

    /** Each is a fault; the message names what is wrong, and no patient. */
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        "Patient,WHO2021_Int\nMiller,0\nb,3\n",
                        "line 3, column WHO2021_Int: class 3 is none of the 3 classes 0 to 2"),
                Arguments.of("Patient,WHO2021_Int\nMiller,1\nb,2\nc,3\n", "line 4, column WHO2021_Int: class 3"),
                Arguments.of("Patient,WHO2021_Int\nMiller,high\n", "line 2, column WHO2021_Int: no class"),
                Arguments.of(
                        "Patient,WHO2021_Int\nMiller,1\nMiller,2\n",
                        "line 3, column Patient: the patient of line 2 again"),
                Arguments.of("Patient,WHO2021_Int\n,1\n", "line 2, column Patient: no patient"),
                Arguments.of("Patient,WHO2021_Int\nMiller, Jr,1\n", "line 2: 3 cells where the header has 2"),
                Arguments.of("Name,Class\nMiller,1\n", "line 1: none of the 2 columns is 'Patient'"),
                Arguments.of("Patient,Class\nMiller,1\n", "line 1: none of the 2 columns is 'WHO2021_Int'"),
                Arguments.of("# only a remark\n", "empty; wanted a header row"),
                Arguments.of("Patient,WHO2021_Int\n\"Miller,1\n", "a quote is opened and never closed"),
                Arguments.of("", "empty; wanted a header row"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultNamesLineAndColumnAndNoPatient(String text, String message) {
        assertThatThrownBy(() -> table(CSV, text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("Miller");
    }

    static Stream<Arguments> noTables() {
        return Stream.of(
                Arguments.of(new byte[] {'P', 'K', 3, 4, 1, 1}, "Excel or OpenDocument workbook"),
                Arguments.of(new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, 1, 1}, "an old Excel workbook"),
                Arguments.of("PAR1xxxx".getBytes(StandardCharsets.US_ASCII), "a Parquet file"),
                Arguments.of("%PDF-1.7".getBytes(StandardCharsets.US_ASCII), "a PDF"),
                Arguments.of(new byte[] {1, 0, 0, 0, 7, 0, 0, 1, 9}, "no text"),
                Arguments.of(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0}, "cannot be read"));
    }

    @ParameterizedTest
    @MethodSource("noTables")
    void whatIsNoTableIsNamed(byte[] bytes, String message) {
        assertThatThrownBy(() -> table(CSV, bytes))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aRowThatNamesAVisitSpeaksForThePatientAndVisitsThatContradictForNobody() throws IOException {
        LabelTable labels = table(
                CSV,
                "Patient,WHO2021_Int\nUPENN-GBM-00001_11,1\nUCSF-PDGM-004,0\nRHUH-0001_0,1\nRHUH-0001_1,2\n"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(labels.of(study("UPENN-GBM-00001_21", "UPENN-GBM-00001"))).hasValue(1);
        assertThat(labels.of(study("UCSF-PDGM-0004", "UCSF-PDGM-0004"))).hasValue(0);
        assertThat(labels.of(study("RHUH-0001_1", "RHUH-0001"))).hasValue(2);
        assertThat(labels.of(study("RHUH-0001_2", "RHUH-0001"))).isEqualTo(OptionalInt.empty());
    }

    @Test
    void withoutNamesOfClassesAnyNumberIsOne() throws IOException {
        LabelColumns open = new LabelColumns("Patient", "WHO2021_Int", List.of());
        assertThat(LabelTable.of(CsvTable.parse("t", "Patient,WHO2021_Int\na,17\n", open.all()), open)
                        .of(study("a")))
                .hasValue(17);
    }

    private static LabelTable table(String file, byte[] bytes) throws IOException {
        return LabelTable.of(
                CsvTable.read(() -> new ByteArrayInputStream(bytes), "labels file " + file, COLUMNS.all()), COLUMNS);
    }

    private static ArchiveStudy study(String id) {
        return study(id, id);
    }

    private static ArchiveStudy study(String id, String subject) {
        return new ArchiveStudy(id, subject, Map.of(), List.of(), List.of(), "");
    }
}
