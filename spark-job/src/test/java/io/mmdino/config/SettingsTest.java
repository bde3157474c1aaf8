package io.mmdino.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.crop.CropSettings;
import io.mmdino.crop.MaskSettings;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.optim.OptimSettings;
import io.mmdino.study.IngestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Path DEFAULTS = Path.of("..", "conf", "default.yaml");

    private SettingsReader reader;

    @BeforeEach
    void readDefaults() throws IOException {
        reader = new SettingsReader(Files.readString(DEFAULTS));
    }

    @Test
    void theDefaultsAreThePapersRecipe() {
        Settings settings = read();
        assertThat(settings.ingest()).isEqualTo(IngestSettings.defaults());
        assertThat(settings.crops()).isEqualTo(CropSettings.paper());
        assertThat(settings.masks()).isEqualTo(MaskSettings.paper());
        assertThat(settings.optim()).isEqualTo(OptimSettings.paper());
        assertThat(settings.evaluation()).isEqualTo(EvaluationSettings.defaults());
        assertThat(settings.model().backbone().width()).isEqualTo(768);
        assertThat(settings.losses().semiSupervisedWeight()).isEqualTo(0.5);
    }

    @Test
    void everyKeyOfTheDefaultsStandsBelowAComment() throws IOException {
        List<String> lines = Files.readAllLines(DEFAULTS);
        boolean commented = false;
        for (String line : lines) {
            boolean isSection = line.endsWith(":") && !line.stripLeading().startsWith("#");
            boolean isComment = line.stripLeading().startsWith("#");
            commented = isComment || commented && !line.isBlank();
            assertThat(commented || line.isBlank() || isSection).as(line).isTrue();
        }
    }

    @Test
    void writtenSettingsReadBackAsTheSame() {
        Settings settings = read("optim.epochs=40", "optim.warmup-epochs=2", "model.backbone.architecture=vit_small");
        String yaml = new SettingsDocument(settings).yaml();
        assertThat(new SettingsReader(yaml).read(Settings.class, Optional.empty(), List.of()))
                .isEqualTo(settings);
    }

    @Test
    void cropsThatAreNoWholeNumberOfPatchesAreRefused() {
        assertThatThrownBy(() -> read("crops.global-size=100"))
                .hasMessage(
                        "crops.global-size is 100, wanted a multiple of model.backbone.patch, which is 14 (from --set)");
    }

    @Test
    void aModelForOtherSequencesThanTheWindowsIsRefused() {
        assertThatThrownBy(() -> read("ingest.sequences=[t1, flair]"))
                .hasMessageStartingWith("model.backbone.sequences is [t1, t1c, t2, flair]")
                .hasMessageContaining("ingest.sequences, which is [t1, flair]");
    }

    @Test
    void aFaultIsReportedOnceAndForTheUsersValueOnly() {
        assertThatThrownBy(() -> read("optim.epochs=2", "optim.warmup-epochs=9"))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.faults())
                        .extracting(SettingsException.Fault::text)
                        .containsExactly("optim.warmup-epochs is 9, wanted 0 to epochs (2) (from --set)"));
    }

    @Test
    void faultsOfEverySectionAreFoundTogether() {
        assertThatThrownBy(() -> read(
                        "ingest.window=0",
                        "ingest.slices-per-axis=-1",
                        "model.dino-head.prototypes=1",
                        "crops.blur.sigma-min=0",
                        "crops.normalization.deviation=0",
                        "masks.share-min=2",
                        "losses.centering=both",
                        "train.batch-size=0",
                        "evaluation.bootstrap-draws=0",
                        "optim.beta1=1",
                        "optim.layer-dekay=1"))
                .hasMessageContainingAll(
                        "ingest.window is 0, wanted",
                        "ingest.slices-per-axis is -1, wanted",
                        "model.dino-head.prototypes is 1, wanted",
                        "crops.blur.sigma-min is 0.0;",
                        "crops.normalization.deviation is 0.0;",
                        "masks.share-min is 2.0;",
                        "losses.centering is \"both\", wanted one of centering, sinkhorn",
                        "train.batch-size is 0, wanted",
                        "evaluation.bootstrap-draws is 0, wanted",
                        "optim.beta1 is 1.0, wanted",
                        "optim.layer-dekay is not a setting; did you mean layer-decay?");
    }

    @Test
    void windowsThatRepresentAStudyAreBounded() {
        for (int wrong : new int[] {0, -1, 65, 100}) {
            assertThatThrownBy(() -> read("evaluation.windows-per-axis=" + wrong))
                    .hasMessage("evaluation.windows-per-axis is " + wrong
                            + ", wanted 1 (one axial window in all) to 64 (from --set)");
        }
        assertThat(read("evaluation.windows-per-axis=64").evaluation().windowsPerAxis())
                .isEqualTo(64);
    }

    private Settings read(String... sets) {
        return reader.read(Settings.class, Optional.empty(), List.of(sets));
    }
}
