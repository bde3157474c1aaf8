package io.mmdino.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientSchemeTest {

    @ParameterizedTest
    @CsvSource({
        "001, 001",
        "001_ses-preop, 001",
        "BraTS-GLI-00001-000, BraTS-GLI-00001",
        "BraTS-MEN-RT-0000-1, BraTS-MEN-RT-0000",
        "BraTS2021_00017, BraTS2021_00017",
        "BraTS20_Training_001, BraTS20_Training_001",
        "Brats18_TCIA02_377_1, Brats18_TCIA02_377",
        "brats_tcia_pat105_0001, brats_tcia_pat105",
        "UPENN-GBM-00001_11, UPENN-GBM-00001",
        "UCSF-PDGM-004, UCSF-PDGM-0004",
        "UCSF-PDGM-0429_FU003d, UCSF-PDGM-0429",
        "TCGA-02-0006_1996.08.23, TCGA-02-0006",
        "TCGA-02-0006-01A-11R, TCGA-02-0006",
        "TCGA-02-0006, TCGA-02-0006",
        "EGD-0001, EGD-0001",
        "MR_EGD-0001, EGD-0001",
        "900-00-5299_1998.04.15, 900-00-5299",
        "HF1702_2, HF1702",
        "Patient-001_week-000-1, Patient-001",
        "P7_visit2, P7",
        "P7-timepoint-03, P7",
        "P7_postop, P7",
        "P7_v2, P7_v2",
        "P7_2020-01-31, P7_2020-01-31",
        "visit2, visit2",
        "weekend_3, weekend_3",
    })
    void knownSchemesTellVisitsFromPatientsAndNothingElseIsGuessed(String id, String patient) {
        assertThat(PatientScheme.known().patient(id)).isEqualTo(patient);
    }

    @Test
    void aPatternOfTheUsersOwnFindsThePatientAndOtherIdsGoByTheSchemes() {
        PatientScheme own = PatientScheme.of("^(.+)_v\\d+$");
        assertThat(own.patient("P7_v2")).isEqualTo("P7");
        assertThat(own.patient("TCGA-02-0006_1996.08.23")).isEqualTo("TCGA-02-0006");
        assertThat(own.fits("P7_v2")).isTrue();
        assertThat(own.fits("P7")).isFalse();
        assertThat(PatientScheme.of("[A-Z]{2}\\d{4}").patient("x-AB1234-2020")).isEqualTo("AB1234");
    }

    @Test
    void namesInTwoFormsAreOne() {
        assertThat(PatientScheme.normal("Mu\u0308ller ")).isEqualTo("M\u00FCller");
    }

    @Test
    void aPatternThatIsNoneIsRefusedWithThePlace() {
        assertThatThrownBy(() -> PatientScheme.of("(.+")).hasMessageContaining("no regular expression");
        assertThatThrownBy(() -> PatientScheme.of(" ")).hasMessageContaining("wanted a regular expression");
    }
}
