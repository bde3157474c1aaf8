package io.mmdino.dicom.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.dicom.DicomFixture;
import io.mmdino.dicom.DicomHeader;
import io.mmdino.dicom.Tags;
import io.mmdino.dicom.rules.SequenceVerdict.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceRulesTest {

    private final SequenceRules rules = SequenceRules.packed();

    private static DicomFixture series(
            String description, String scanning, String tr, String te, String ti, String agent) {
        return new DicomFixture()
                .text(Tags.SERIES_DESCRIPTION, "LO", description)
                .text(Tags.SCANNING_SEQUENCE, "CS", scanning.replace('+', '\\'))
                .text(Tags.REPETITION_TIME, "DS", tr)
                .text(Tags.ECHO_TIME, "DS", te)
                .text(Tags.INVERSION_TIME, "DS", ti)
                .text(Tags.CONTRAST_AGENT, "LO", agent);
    }

    @ParameterizedTest
    @CsvSource({
        "AX T1 SE,             SE,    500,  10,   '',   '',       t1",
        "AX T1 POST,           SE,    500,  10,   '',   '',       t1c",
        "AX T1 +C,             SE,    500,  10,   '',   Gadovist, t1c",
        "AX T1,                SE,    500,  10,   '',   Gadovist, t1c",
        "t1_mprage_sag_p2_iso, GR+IR, 1900, 2.5,  900,  '',       t1",
        "t1_mprage_sag_KM,     GR+IR, 1900, 2.5,  900,  '',       t1c",
        "SAG BRAVO,            GR,    8.2,  3.2,  450,  '',       t1",
        "AX T1 FLAIR,          SE+IR, 2500, 20,   860,  '',       t1",
        "AX T1 FLAIR +C,       SE+IR, 2500, 20,   860,  Dotarem,  t1c",
        "T2W_TSE,              SE,    4000, 90,   '',   '',       t2",
        "t2_spc_sag,           SE,    3200, 409,  '',   '',       t2",
        "AX T2 FLAIR,          SE+IR, 9000, 125,  2500, '',       flair",
        "FLAIR,                SE,    9000, 125,  '',   '',       flair",
        "t2_tirm_tra_dark-fluid, SE+IR, 9000, 90, 2500, '',       flair",
        "T1 GD,                SE,    '',   '',   '',   '',       t1c",
        "'',                   SE,    500,  10,   '',   none,     t1",
        "'',                   SE,    500,  10,   '',   Gadovist, t1c",
        "'',                   SE,    5000, 100,  '',   '',       t2",
        "'',                   SE+IR, 9000, 120,  2500, '',       flair",
        "'',                   SE+IR, 9000, 120,  '',   '',       flair",
        "'',                   GR+IR, 2000, 3,    900,  '',       t1"
    })
    void seriesAreTold(
            String description, String scanning, String tr, String te, String ti, String agent, String sequence) {
        SequenceVerdict verdict =
                rules.verdict(series(description, scanning, tr, te, ti, agent).header());

        assertThat(verdict.sequence()).as(verdict.reason()).isEqualTo(sequence);
        assertThat(verdict.kind()).isEqualTo(Kind.SEQUENCE);
    }

    @ParameterizedTest
    @CsvSource({
        "3-plane Loc,      GR, 5,    2",
        "localizer,        GR, 5,    2",
        "ep2d_diff_ADC,    EP, 6000, 90",
        "DWI b1000,        SE, 6000, 90",
        "SWI_Images,       GR, 28,   20",
        "AX T2* GRE,       GR, 700,  20",
        "ax t2 star,       GR, 700,  20",
        "TOF_3D,           GR, 22,   4",
        "PERF DSC,         EP, 1500, 30",
        "AX STIR T2,       SE, 5000, 60",
        "T1 Subtraction,   SE, 500,  10",
        "AX PD,            SE, 2300, 22",
        "nameless,         EP, 2000, 30"
    })
    void whatIsOfNoUseIsExcluded(String description, String scanning, String tr, String te) {
        SequenceVerdict verdict =
                rules.verdict(series(description, scanning, tr, te, "", "").header());

        assertThat(verdict.kind()).as(verdict.reason()).isEqualTo(Kind.EXCLUDED);
        assertThat(verdict.sequence()).isEmpty();
    }

    @Test
    void aNameThatItsTimesContradictIsAmbiguousAndTheReasonHasRulesAndNumbersAlone() {
        SequenceVerdict verdict =
                rules.verdict(series("T1 MUELLER", "SE", "5000", "100", "", "").header());

        assertThat(verdict)
                .isEqualTo(new SequenceVerdict(
                        Kind.AMBIGUOUS, "", "rule called T1 with a long echo (description or protocol, TE 100.0 ms)"));
    }

    @Test
    void whereNoRuleHoldsTheNumbersAreTheReason() {
        SequenceVerdict verdict =
                rules.verdict(series("MUELLER", "RM", "1500", "40", "", "").header());

        assertThat(verdict)
                .isEqualTo(new SequenceVerdict(
                        Kind.NONE, "", "no rule holds for its name, TR 1500 ms, TE 40.00 ms, no TI"));
    }

    @Test
    void anExpressionThatTakesForeverIsStopped() {
        SequenceRules slow = SequenceRules.parse(
                "names:\n  - rule: slow\n    sequence: t1\n    name: '.*.*.*.*.*.*x'\n", "mine.yaml");

        SequenceVerdict verdict = slow.verdict(
                series("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "SE", "", "", "", "")
                        .header());

        assertThat(verdict.kind()).isEqualTo(Kind.AMBIGUOUS);
        assertThat(verdict.reason()).contains("too many steps");
    }

    @Test
    void everyFaultOfAFileIsListedWithItsKey() {
        String yaml =
                """
                exclude:
                  - rule: a
                    sequence: t1
                    name: x
                names:
                  - rule: b
                    name: '('
                    sequence: t1
                  - rule: c
                    sequence: t1
                    tr-ms: [9, 1]
                  - sequence: t2
                    colour: red
                values:
                  - rule: d
                    sequence: t2
                    contrast: maybe
                    scanning: SE
                more: 1
                """;

        assertThatThrownBy(() -> SequenceRules.parse(yaml, "mine.yaml"))
                .isInstanceOf(SequenceRulesException.class)
                .hasMessageStartingWith("9 faults in mine.yaml:")
                .hasMessageContaining("more is no section, wanted exclude, doubt, names, values, contrast and body")
                .hasMessageContaining("exclude[1].sequence is \"t1\", wanted none where rules exclude")
                .hasMessageContaining("names[1].name is \"(\", wanted a regular expression (Unclosed group)")
                .hasMessageContaining("names[2].tr-ms is [9,1], wanted two numbers [lowest, highest], ms")
                .hasMessageContaining("names[3].rule is missing")
                .hasMessageContaining("names[3].colour is no key, wanted one of rule, sequence")
                .hasMessageContaining("values[1].contrast is \"maybe\", wanted true or false")
                .hasMessageContaining("values[1].scanning is \"SE\", wanted a list such as [SE, IR]");
    }

    @ParameterizedTest
    @CsvSource({"'', holds no sections", "'- a', holds no sections", "'a: [', is not YAML", "'names: []', are empty"})
    void whatIsNoRulesFileIsRefused(String yaml, String reason) {
        assertThatThrownBy(() -> SequenceRules.parse(yaml, "mine.yaml"))
                .isInstanceOf(SequenceRulesException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void rulesTravelToExecutors() {
        SequenceRules back = SequenceRules.parse(rules.yaml(), SequenceRules.FILE);
        DicomHeader header = series("AX T2", "SE", "4000", "90", "", "").header();

        assertThat(back.verdict(header)).isEqualTo(rules.verdict(header));
    }
}
