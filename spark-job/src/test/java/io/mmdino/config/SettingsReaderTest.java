package io.mmdino.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

    private final SettingsReader reader = new SettingsReader(SampleSettings.DEFAULTS);

    @TempDir
    Path folder;

    @Test
    void defaultsAloneAreEnough() {
        SampleSettings settings = read();
        assertThat(settings.crops().globalSide()).isEqualTo(98);
        assertThat(settings.crops().sides()).containsExactly(98, 56);
        assertThat(settings.crops().scale()).containsExactly(0.2, 1.0);
        assertThat(settings.crops().patterns()).containsEntry("t1", "*_t1.nii.gz");
        assertThat(settings.crops().maxStudies()).isEmpty();
        assertThat(settings.optimiser())
                .isEqualTo(new SampleSettings.Optimiser(1e-4, 20, SampleSettings.Decay.COSINE_SLOW, false));
        assertThat(settings.site()).isEqualTo("no");
        assertThat(settings.seed()).isEmpty();
    }

    @Test
    void aRunFileChangesOnlyTheKeysItHolds() throws IOException {
        SampleSettings settings = readFile("optimiser: {lr: 0.5}\nseed: 7\n");
        assertThat(settings.optimiser().lr()).isEqualTo(0.5);
        assertThat(settings.optimiser().warmUpEpochs()).isEqualTo(20);
        assertThat(settings.seed()).contains(7L);
    }

    @Test
    void anEmptyRunFileChangesNothing() throws IOException {
        assertThat(readFile("# nothing yet\n").site()).isEqualTo("no");
    }

    @Test
    void assignmentsWinOverTheRunFileAndTheLastOneWins() throws IOException {
        SampleSettings settings = readFile("optimiser: {lr: 0.5}", "optimiser.lr=0.7", "optimiser.lr=2e-3");
        assertThat(settings.optimiser().lr()).isEqualTo(2e-3);
    }

    @Test
    void assignmentsHoldListsNumbersChoicesAndBareWords() {
        SampleSettings settings = read(
                "crops.sides=[64]",
                "crops.max-studies=3",
                "crops.patterns.flair=*.nii",
                "optimiser.decay=LINEAR",
                "site=off");
        assertThat(settings.crops().sides()).containsExactly(64);
        assertThat(settings.crops().maxStudies()).isEqualTo(OptionalInt.of(3));
        assertThat(settings.crops().patterns()).containsOnlyKeys("t1", "flair").containsEntry("flair", "*.nii");
        assertThat(settings.optimiser().decay()).isEqualTo(SampleSettings.Decay.LINEAR);
        assertThat(settings.site()).isEqualTo("off");
    }

    @Test
    void anEmptyAssignmentLeavesAnOptionalSettingOut() throws IOException {
        assertThat(readFile("seed: 3", "seed=").seed()).isEmpty();
    }

    @Test
    void allFaultsOfAllKindsAreListedAtOnce() throws IOException {
        List<String> faults = faultsOf(
                "optimiser: {lr: -1, warm-up-epochs: -5, frozen: perhaps}\ncrops: {globel-side: 3, sides: 9}",
                "optimiser.decay=steep",
                "nonsense");
        assertThat(faults)
                .containsExactlyInAnyOrder(
                        "--set nonsense is not an assignment, wanted --set section.key=value",
                        "crops.globel-side is not a setting; did you mean global-side? (from run.yaml)",
                        "crops.sides is 9, wanted a list such as [a, b] (from run.yaml)",
                        "optimiser.frozen is \"perhaps\", wanted true or false (from run.yaml)",
                        "optimiser.decay is \"steep\", wanted one of cosine-slow, linear (from --set)",
                        "optimiser.lr is -1.0, wanted > 0 (from run.yaml)",
                        "optimiser.warm-up-epochs is -5, wanted 0 or more (from run.yaml)");
    }

    @Test
    void aComplaintAboutTheWholeSectionNamesTheSectionAndSpellsKeysAsInTheFile() {
        assertThat(faultsOf("", "optimiser.frozen=true"))
                .containsExactly("optimiser: a frozen optimiser cannot warm up: set warm-up-epochs to 0 (from --set)");
    }

    @Test
    void aRecordMayNameItsOwnSectionInAComplaint() {
        assertThat(faultsOf("", "optimiser.lr=5"))
                .containsExactly("optimiser.lr is 5.0, wanted at most 1 (from --set)");
    }

    @Test
    void aFaultInAListNamesTheItem() {
        assertThat(faultsOf("", "crops.sides=[98, wide]", "crops.scale=[0.9, 0.5]"))
                .containsExactly(
                        "crops.sides[1] is \"wide\", wanted a whole number (from --set)",
                        "crops.scale[0] is 0.9, wanted at most 0.5 (from --set)");
    }

    @Test
    void numbersMustFitTheirType() {
        assertThat(faultsOf("", "crops.global-side=98.5", "optimiser.lr=.nan", "optimiser.warm-up-epochs=99999999999"))
                .containsExactly(
                        "crops.global-side is 98.5, wanted a whole number (from --set)",
                        "optimiser.lr is \".nan\", wanted a finite number (from --set)",
                        "optimiser.warm-up-epochs is 99999999999, wanted a whole number (from --set)");
    }

    @Test
    void sectionsAndValuesAreNotMistakenForEachOther() {
        assertThat(faultsOf("", "crops=3", "site.name=x", "optimiser.lr="))
                .containsExactly(
                        "crops is 3, wanted a section of settings (from --set)",
                        "optimiser.lr is empty, wanted a finite number (from --set)",
                        "site is {\"name\":\"x\"}, wanted text (from --set)");
    }

    @Test
    void anUnknownSectionGetsTheListOfKnownOnes() {
        assertThat(faultsOf("zebra: 1"))
                .containsExactly("zebra is not a setting; known here: crops, optimiser, site, seed (from run.yaml)");
    }

    @Test
    void brokenYamlIsLocated() {
        assertThat(faultsOf("optimiser: {lr: 1\nsite: x"))
                .singleElement()
                .asString()
                .startsWith("run.yaml line 2");
    }

    @Test
    void aKeyGivenTwiceIsAFault() {
        assertThat(faultsOf("site: a\nsite: b"))
                .singleElement()
                .asString()
                .contains("run.yaml")
                .contains("site");
    }

    @Test
    void aRunFileThatIsNotThereIsNamed() {
        Path absent = folder.resolve("absent.yaml");
        SettingsException fault = catchThrowableOfType(
                SettingsException.class, () -> reader.read(SampleSettings.class, Optional.of(absent), List.of()));
        assertThat(fault).hasMessage("settings file " + absent + " does not exist");
    }

    @Test
    void aKeyMissingFromTheDefaultsIsAFaultOfTheDefaults() {
        SettingsReader broken = new SettingsReader(SampleSettings.DEFAULTS.replace("  lr: 1e-4\n", ""));
        SettingsException fault = catchThrowableOfType(
                SettingsException.class, () -> broken.read(SampleSettings.class, Optional.empty(), List.of()));
        assertThat(fault).hasMessage("optimiser.lr is missing (in default.yaml)");
    }

    private SampleSettings read(String... sets) {
        return reader.read(SampleSettings.class, Optional.empty(), List.of(sets));
    }

    private SampleSettings readFile(String yaml, String... sets) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), yaml);
        return reader.read(SampleSettings.class, Optional.of(file), List.of(sets));
    }

    private List<String> faultsOf(String yaml, String... sets) {
        SettingsException exception = catchThrowableOfType(SettingsException.class, () -> readFile(yaml, sets));
        assertThat(exception).as("the settings are accepted").isNotNull();
        return exception.faults().stream().map(SettingsException.Fault::text).toList();
    }
}
