package io.mmdino.dicom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.dicom.DicomFixture;
import io.mmdino.dicom.Tags;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are called T1, T2 or FLAIR and are something else by image type, part of the body, or times. */
class ImageKindTest {

    private final SequenceRules rules = SequenceRules.packed();

    private String found(DicomFixture series) {
        SequenceVerdict verdict = rules.verdict(series.header());
        return verdict.kind() == SequenceVerdict.Kind.SEQUENCE
                ? verdict.sequence()
                : verdict.kind().name().toLowerCase(Locale.ROOT);
    }

    private static DicomFixture t2() {
        return new DicomFixture();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ORIGINAL\\PRIMARY\\P\\ND",
                "ORIGINAL\\PRIMARY\\PHASE MAP\\P\\FFE",
                "ORIGINAL\\PRIMARY\\R_FFE\\R\\FFE",
                "ORIGINAL\\PRIMARY\\I\\NORM",
                "DERIVED\\PRIMARY\\ADC",
                "DERIVED\\PRIMARY\\T2 MAP",
                "DERIVED\\PRIMARY\\T2_MAP\\T2",
                "DERIVED\\SECONDARY\\PROJECTION IMAGE",
                "DERIVED\\SECONDARY\\MNIP",
                "DERIVED\\SECONDARY\\SCREEN SAVE",
                "DERIVED\\SECONDARY\\SUBTRACTION",
                "DERIVED\\PRIMARY\\M\\SWI",
                "DERIVED\\SECONDARY\\VRT",
                "DERIVED\\SECONDARY\\FAT_FRACTION",
                "DERIVED\\PRIMARY\\PERFUSION\\RCBV",
                "ORIGINAL\\PRIMARY\\LOCALIZER"
            })
    void imageTypesOfOtherImagesAreExcluded(String type) {
        assertThat(found(t2().text(Tags.IMAGE_TYPE, "CS", type))).isEqualTo("excluded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ORIGINAL\\PRIMARY\\M\\ND\\NORM",
                "ORIGINAL\\PRIMARY\\M_SE\\M\\SE",
                "DERIVED\\SECONDARY\\MPR",
                "DERIVED\\PRIMARY\\M\\DIS3D",
                "ORIGINAL\\PRIMARY\\OTHER",
                "ORIGINAL\\PRIMARY\\T2\\NONE",
                "ORIGINAL\\PRIMARY"
            })
    void imageTypesOfMagnitudesAreNot(String type) {
        assertThat(found(t2().text(Tags.IMAGE_TYPE, "CS", type))).isEqualTo("t2");
    }

    @ParameterizedTest
    @CsvSource({
        "LSPINE, excluded",
        "CSPINE, excluded",
        "SPINE, excluded",
        "L SPINE, excluded",
        "KNEE, excluded",
        "LWS, excluded",
        "ABDOMEN, excluded",
        "PROSTATE, excluded",
        "BREAST, excluded",
        "HIP, excluded",
        "NECK, excluded",
        "WIRBELSAEULE, excluded",
        "COLONNE, excluded",
        "RODILLA, excluded",
        "WHOLEBODY, excluded",
        "EXTREMITY, excluded",
        "HEAD, t2",
        "BRAIN, t2",
        "HEADNECK, t2",
        "KOPF, t2",
        "SCHAEDEL, t2",
        "CRANE, t2",
        "CRANEO, t2",
        "ENCEFALO, t2",
        "CABECA, t2",
        "HOOFD, t2",
        "GLOWA, t2",
        "'', t2",
        "OTHER, t2",
        "UNKNOWN, t2"
    })
    void theExaminedPartOfTheBodyCounts(String part, String wanted) {
        assertThat(found(t2().text(Tags.BODY_PART, "CS", part))).isEqualTo(wanted);
    }

    @Test
    void aHeadByDescriptionAndASpineByAttributeIsAmbiguous() {
        DicomFixture series =
                t2().text(Tags.SERIES_DESCRIPTION, "LO", "T2 BRAIN").text(Tags.BODY_PART, "CS", "CSPINE");
        assertThat(found(series)).isEqualTo("ambiguous");
    }

    @Test
    void aStudyOfTheSpineIsExcludedWhereNothingElseSaysMore() {
        assertThat(found(t2().text(Tags.STUDY_DESCRIPTION, "LO", "MRT LWS nativ")))
                .isEqualTo("excluded");
        assertThat(found(t2().text(Tags.STUDY_DESCRIPTION, "LO", "MR HEAD AND C-SPINE")))
                .isEqualTo("t2");
        assertThat(found(t2().text(Tags.STUDY_DESCRIPTION, "LO", "MRT LWS").text(Tags.BODY_PART, "CS", "BRAIN")))
                .isEqualTo("t2");
    }

    @Test
    void longEchoesOfGradientsAreWeightedByT2StarWhateverTheirName() {
        assertThat(found(t2().text(Tags.SCANNING_SEQUENCE, "CS", "GR").text(Tags.ECHO_TIME, "DS", "20")))
                .isEqualTo("excluded");
        assertThat(found(t2().text(Tags.SCANNING_SEQUENCE, "CS", "GR").text(Tags.ECHO_TIME, "DS", "9")))
                .isEqualTo("excluded");
        assertThat(found(t2().text(Tags.SERIES_DESCRIPTION, "LO", "t1_fl2d")
                        .text(Tags.SCANNING_SEQUENCE, "CS", "GR")
                        .text(Tags.ECHO_TIME, "DS", "25")))
                .isEqualTo("excluded");
        assertThat(found(t2().text(Tags.SCANNING_SEQUENCE, "CS", "SE\\GR"))).isEqualTo("t2");
    }

    @Test
    void namesThatTheirEchoTimesContradictAreAmbiguous() {
        assertThat(found(t2().text(Tags.SCANNING_SEQUENCE, "CS", "RM").text(Tags.ECHO_TIME, "DS", "15")))
                .isEqualTo("ambiguous");
        assertThat(found(t2().text(Tags.SERIES_DESCRIPTION, "LO", "T1 TSE").text(Tags.SCANNING_SEQUENCE, "CS", "RM")))
                .isEqualTo("ambiguous");
    }

    @Test
    void whatIsNoMrImageIsExcluded() {
        assertThat(found(t2().text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")))
                .isEqualTo("excluded");
        assertThat(found(t2().text(0x00080060, "CS", "CT"))).isEqualTo("excluded");
    }
}
