package io.mmdino.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsDocumentTest {

    @Test
    void writtenSettingsReadBackAsTheSameSettings() {
        SampleSettings first = read(SampleSettings.DEFAULTS, "seed=12", "site=\"007\"", "optimiser.lr=3e-7");
        String yaml = new SettingsDocument(first).yaml();
        SampleSettings second = read(yaml);
        assertThat(second.optimiser()).isEqualTo(first.optimiser());
        assertThat(second.site()).isEqualTo("007");
        assertThat(second.seed()).contains(12L);
        assertThat(new SettingsDocument(second).yaml()).isEqualTo(yaml);
    }

    @Test
    void everyValueIsWrittenWithTheKeysOfTheDefaults() {
        assertThat(new SettingsDocument(read(SampleSettings.DEFAULTS)).yaml())
                .isEqualTo(
                        """
                        crops:
                          global-side: 98
                          sides:
                          - 98
                          - 56
                          scale:
                          - 0.2
                          - 1.0
                          patterns:
                            t1: '*_t1.nii.gz'
                          max-studies: null
                        optimiser:
                          lr: 1.0E-4
                          warm-up-epochs: 20
                          decay: cosine-slow
                          frozen: false
                        site: "no"
                        seed: null
                        """);
    }

    @Test
    void theHashIgnoresHowANumberIsWrittenAndTheOrderOfKeys() {
        String hash = hash("optimiser.lr=0.0001");
        assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(hash("optimiser.lr=1.0E-4"));
        assertThat(hash("crops.patterns={a: x, b: y}")).isEqualTo(hash("crops.patterns={b: y, a: x}"));
    }

    @Test
    void theHashOfTheSampleStaysWhatItWasInEarlierVersions() {
        assertThat(hash()).isEqualTo("09ce55e577a0658a0dbcea3ffc2e4f957c3630e8ffb02754d5dadf784785c239");
    }

    @Test
    void everyChangedValueChangesTheHash() {
        List<String> hashes = List.of(
                hash(), hash("optimiser.lr=2e-4"), hash("crops.sides=[56, 98]"), hash("site=x"), hash("seed=0"));
        assertThat(hashes).doesNotHaveDuplicates();
    }

    private static String hash(String... sets) {
        return new SettingsDocument(read(SampleSettings.DEFAULTS, sets)).hash();
    }

    private static SampleSettings read(String defaults, String... sets) {
        return new SettingsReader(defaults).read(SampleSettings.class, Optional.empty(), List.of(sets));
    }
}
