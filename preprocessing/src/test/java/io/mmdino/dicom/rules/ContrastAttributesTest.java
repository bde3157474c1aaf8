package io.mmdino.dicom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.dicom.DicomFixture;
import io.mmdino.dicom.Tags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A T1 whose header speaks of a contrast agent in one attribute or in several. */
class ContrastAttributesTest {

    private final SequenceRules rules = SequenceRules.packed();

    private static DicomFixture t1(String description) {
        return new DicomFixture()
                .unicode(Tags.SERIES_DESCRIPTION, "LO", description)
                .text(Tags.SCANNING_SEQUENCE, "CS", "SE")
                .text(Tags.REPETITION_TIME, "DS", "500")
                .text(Tags.ECHO_TIME, "DS", "10")
                .text(0x00080032, "TM", "101500");
    }

    private String found(DicomFixture series) {
        SequenceVerdict verdict = rules.verdict(series.header());
        return verdict.kind() == SequenceVerdict.Kind.SEQUENCE
                ? verdict.sequence()
                : verdict.kind().name().toLowerCase(java.util.Locale.ROOT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "NO CONTRAST; t1",
                "None given; t1",
                "ohne KM; t1",
                "NONE; t1",
                "no; t1",
                "N; t1",
                "without; t1",
                "kein; t1",
                "keine; t1",
                "Keines; t1",
                "sans; t1",
                "aucun; t1",
                "sans produit; t1",
                "SIN CONTRASTE; t1",
                "ninguno; t1",
                "senza mdc; t1",
                "nessuno; t1",
                "sem contraste; t1",
                "nenhum; t1",
                "Não; t1",
                "geen; t1",
                "zonder; t1",
                "brak; t1",
                "bez kontrastu; t1",
                "nie; t1",
                "なし; t1",
                "造影なし; t1",
                "無; t1",
                "无; t1",
                "未使用; t1",
                "0; t1",
                "0.0; t1",
                "0 ml; t1",
                "n/a; t1",
                "NA; t1",
                "-; t1",
                "PRE; t1",
                "nativ; t1",
                "not given; t1",
                "Gadovist not given; t1",
                "KM nicht gegeben; t1",
                "no IV contrast; t1",
                "w/o; t1",
                "Gadovist; t1c",
                "GADAVIST 7.5 ML; t1c",
                "Magnevist; t1c",
                "Dotarem 0.5 mmol/ml; t1c",
                "ProHance; t1c",
                "MULTIHANCE; t1c",
                "Omniscan; t1c",
                "Clariscan; t1c",
                "GADOLINIUM; t1c",
                "Gd-DTPA; t1c",
                "Gd; t1c",
                "YES; t1c",
                "ja; t1c",
                "oui; t1c",
                "si; t1c",
                "sim; t1c",
                "tak; t1c",
                "有; t1c",
                "あり; t1c",
                "KM; t1c",
                "Kontrastmittel; t1c",
                "mdc; t1c",
                "contraste; t1c",
                "造影剤; t1c",
                "ガドビスト; t1c",
                "钆喷酸葡胺; t1c",
                "钆双胺; t1c",
                "mit KM; t1c",
                "Gadobutrol no reaction; t1c",
                "Vueway; t1c",
                "Elucirem; t1c",
                "CONTRAST; t1c",
                "unknown; ambiguous",
                "Gadovist?; ambiguous",
                "refused; ambiguous",
                "Gadovist 0 ml; ambiguous",
                "Barium; ambiguous",
                "10 ml; ambiguous",
                "IV; ambiguous",
                "xyz; ambiguous"
            })
    void theEntryOfTheAgentIsUnderstood(String agent, String wanted) {
        assertThat(found(t1("AX T1").unicode(Tags.CONTRAST_AGENT, "LO", agent))).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "00181048, CS, GADOLINIUM, t1c",
        "00181048, CS, IODINE, ambiguous",
        "00181048, CS, NONE, t1",
        "00181041, DS, 7.5, t1c",
        "00181041, DS, 0, t1",
        "00181042, TM, 101000, t1c",
        "00181042, TM, 101000.25, t1c",
        "00181042, TM, 102000, ambiguous",
        "00181042, TM, 000000, t1",
        "00181043, TM, 101100, ambiguous",
        "00181044, DS, 14, t1c",
        "00181046, DS, 2, t1c",
        "00181047, DS, 5, t1c",
        "00181049, DS, 1, ambiguous",
        "00181049, DS, 0, t1",
        "00181040, LO, IV, ambiguous",
        "00181040, LO, none, t1",
        "00181040, LO, '', t1"
    })
    void eachAttributeOfTheAgentCountsAlone(String tag, String vr, String value, String wanted) {
        assertThat(found(t1("AX T1").text(Integer.parseUnsignedInt(tag, 16), vr, value)))
                .isEqualTo(wanted);
    }

    @Test
    void attributesThatContradictEachOtherAreAmbiguousWithTheirTags() {
        DicomFixture series =
                t1("AX T1").text(Tags.CONTRAST_AGENT, "LO", "NONE").text(0x00181048, "CS", "GADOLINIUM");
        SequenceVerdict verdict = rules.verdict(series.header());
        assertThat(verdict.kind()).isEqualTo(SequenceVerdict.Kind.AMBIGUOUS);
        assertThat(verdict.reason()).isEqualTo("contrast agent unclear: given by (0018,1048), none by (0018,0010)");
        assertThat(found(t1("AX T1").text(Tags.CONTRAST_AGENT, "LO", "Gadovist").text(0x00181041, "DS", "0")))
                .isEqualTo("ambiguous");
        assertThat(found(t1("AX T1").text(Tags.CONTRAST_AGENT, "LO", "Gadovist").text(0x00181042, "TM", "103000")))
                .isEqualTo("ambiguous");
        assertThat(found(t1("AX T1 POST").text(Tags.CONTRAST_AGENT, "LO", "NONE")))
                .isEqualTo("ambiguous");
        assertThat(found(t1("AX T1 PRE").text(Tags.CONTRAST_AGENT, "LO", "Gadovist")))
                .isEqualTo("ambiguous");
    }

    @Test
    void hintsCountBesideAnAgent() {
        assertThat(found(t1("AX T1 POST").text(0x00181040, "LO", "IV").text(0x00181049, "DS", "1")))
                .isEqualTo("t1c");
        assertThat(found(t1("T1 C").text(Tags.CONTRAST_AGENT, "LO", "Dotarem"))).isEqualTo("t1c");
        assertThat(found(t1("T1 C"))).isEqualTo("ambiguous");
    }

    @Test
    void aProtocolOfTheWholeExaminationDoesNotDecide() {
        assertThat(found(t1("AX T1").text(Tags.PROTOCOL_NAME, "LO", "BRAIN W/WO CONTRAST")))
                .isEqualTo("t1");
        assertThat(found(t1("AX T1").text(Tags.PROTOCOL_NAME, "LO", "BRAIN WITH CONTRAST")))
                .isEqualTo("ambiguous");
        assertThat(found(t1("AX T1 +C").text(Tags.PROTOCOL_NAME, "LO", "BRAIN W/WO CONTRAST")))
                .isEqualTo("t1c");
        assertThat(found(t1("").text(Tags.PROTOCOL_NAME, "LO", "t1 tra KM"))).isEqualTo("t1c");
    }

    @Test
    void theAgentDoesNotMatterForT2() {
        DicomFixture series = new DicomFixture().text(Tags.CONTRAST_AGENT, "LO", "unknown");
        assertThat(found(series)).isEqualTo("t2");
    }

    @Test
    void descriptionsInOtherCharacterSetsAreDecoded() {
        String chinese = new String(
                "T1 增强".getBytes(java.nio.charset.Charset.forName("GB18030")),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        String japanese = new String(
                "T1 造影".getBytes(java.nio.charset.Charset.forName("ISO-2022-JP")),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        String utf8 = new String(
                "T1 après injection".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(found(t1("").text(0x00080005, "CS", "GB18030").text(Tags.SERIES_DESCRIPTION, "LO", chinese)))
                .isEqualTo("t1c");
        assertThat(found(t1("").text(0x00080005, "CS", "").text(Tags.SERIES_DESCRIPTION, "LO", chinese)))
                .isEqualTo("t1c");
        assertThat(found(t1("").text(0x00080005, "CS", "\\ISO 2022 IR 87")
                        .text(Tags.SERIES_DESCRIPTION, "LO", japanese)))
                .isEqualTo("t1c");
        assertThat(found(t1("").text(0x00080005, "CS", "").text(Tags.SERIES_DESCRIPTION, "LO", utf8)))
                .isEqualTo("t1c");
        assertThat(found(t1("").text(0x00080005, "CS", "ISO_IR 100")
                        .text(Tags.SERIES_DESCRIPTION, "LO", "T1 apr\u00e8s inj")))
                .isEqualTo("t1c");
    }
}
