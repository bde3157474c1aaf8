package io.mmdino.phantom;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhantomSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.5, 0, A, 144, 1, studies is 0; give",
        "5, 1.01, 0, A, 144, 1, labelled is 1.01; give",
        "5, NaN, 0, A, 144, 1, labelled is NaN; give",
        "5, 0.5, -0.1, A, 144, 1, missing is -0.1; give",
        "5, 0.5, 0, , 144, 1, site is missing; give A or B",
        "5, 0.5, 0, A, 63, 1, size is 63; give",
        "5, 0.5, 0, A, 144, 0, threads is 0; give"
    })
    void aSettingOutOfRangeIsRefusedWithItsNameAndValue(
            int studies, double labelled, double missing, Site site, int size, int threads, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PhantomSettings(studies, 1, labelled, missing, site, size, threads))
                .withMessageContaining(message);
    }
}
