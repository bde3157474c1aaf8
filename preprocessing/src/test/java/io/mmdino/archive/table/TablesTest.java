package io.mmdino.archive.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.PatientScheme;
import io.mmdino.shard.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablesTest {

    private static final LabelColumns COLUMNS = new LabelColumns("Patient", "WHO2021_Int", List.of());

    @Test
    void labelsAreFoundByPatientWithAndWithoutPrefix() throws Exception {
        LabelTable labels = labels("Age,Patient,WHO2021_Int\n61,sub-001,2\n,002,1.0\n50,003,\n50,004,-1\n");
        assertThat(labels.of(study("001"))).hasValue(2);
        assertThat(labels.of(study("002"))).hasValue(1);
        assertThat(labels.of(study("003"))).isEmpty();
        assertThat(labels.of(study("004"))).isEmpty();
        assertThat(labels.of(study("005"))).isEmpty();
        assertThat(labels.names(study("003"))).isTrue();
        assertThat(labels.names(study("005"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient;WHO2021_Int\r\nx;1\r\n",
                "\uFEFFPatient\tWHO2021_Int\nx\t1",
                "\"Patient\",who2021_int\n\"x\",\"1\"\n\n"
            })
    void otherSeparatorsQuotesByteOrderMarksAndLineEndsAreRead(String text) throws Exception {
        assertThat(labels(text).of(study("x"))).hasValue(1);
    }

    @Test
    void aQuotedCellMayHoldALineEndAndLinesAreStillCountedRight() {
        assertThatThrownBy(() -> labels("Note,Patient,WHO2021_Int\n\"two\nlines, \"\"said\"\"\",a,1\nx,b,high\n"))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("labels file l.csv, line 4, column WHO2021_Int: no class")
                .hasMessageNotContaining("high");
    }

    @Test
    void aPatientTwiceIsAnErrorThatNamesBothLinesAndNotThePatient() {
        assertThatThrownBy(() -> labels("Patient,WHO2021_Int\nMiller,1\nJones,0\nsub-Miller,0\n"))
                .hasMessageContaining("line 4, column Patient: the patient of line 2 again")
                .hasMessageNotContaining("Miller");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-2", "high", "12345", "1e3"})
    void aLabelThatIsNoClassIsAnErrorWithLineAndColumn(String label) {
        assertThatThrownBy(() -> labels("Patient,WHO2021_Int\na," + label + "\n"))
                .hasMessageContaining("line 2, column WHO2021_Int: no class; wanted an integer");
    }

    @Test
    void aMissingColumnIsAnErrorThatShowsNoCellBecauseTheHeaderMayBeMissing() {
        assertThatThrownBy(() -> labels("Miller,3\nJones,1\n"))
                .hasMessageContaining("line 1: none of the 2 columns is 'Patient'")
                .hasMessageNotContaining("Miller");
    }

    @Test
    void anEmptyFileAndAnOpenQuoteAreErrors() {
        assertThatThrownBy(() -> labels("\n")).hasMessageContaining("empty; wanted a header row");
        assertThatThrownBy(() -> labels("Patient,WHO2021_Int\n\"a,1\n"))
                .hasMessageContaining("line 2: a quote is opened");
    }

    @Test
    void aFileThatIsNotThereIsAnError(@TempDir Path folder) {
        Configuration conf = new Configuration();
        assertThatThrownBy(() -> LabelTable.read(conf, folder + "/l.csv", COLUMNS))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("labels file l.csv: not there");
        assertThatThrownBy(() -> LabelTable.read(conf, folder.toString(), COLUMNS))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("labels file");
    }

    @Test
    void splitsSpeakForThePatientOfAVisit() throws Exception {
        SplitTable splits = splits("Patient,split\nsub-1,train\n2,val\nBraTS-GLI-00003-001,TEST\n");
        assertThat(splits.of("1")).contains(Split.TRAIN);
        assertThat(splits.of("2")).contains(Split.VALIDATION);
        assertThat(splits.of("BraTS-GLI-00003")).contains(Split.TEST);
        assertThat(splits.of("4")).isEmpty();
    }

    @Test
    void aPatientInTwoSplitsAndAnUnknownWordAreErrors() {
        assertThatThrownBy(() -> splits("Patient,split\n1,train\n1,test\n"))
                .hasMessageContaining("line 3, column split: this patient is in TRAIN already");
        assertThatThrownBy(() -> splits("Patient,split\n1,holdout\n"))
                .hasMessageContaining("line 2, column split: no split");
    }

    private static LabelTable labels(String text) throws Exception {
        return LabelTable.of(CsvTable.parse("labels file l.csv", text, COLUMNS.all()), COLUMNS);
    }

    private static SplitTable splits(String text) throws Exception {
        return SplitTable.of(
                CsvTable.parse("splits file s.csv", text, "Patient", "split"), "Patient", PatientScheme.known());
    }

    private static ArchiveStudy study(String id) {
        return new ArchiveStudy(id, id, Map.of(), List.of(), List.of(), "");
    }
}
