package io.mmdino.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.disk.Json;
import io.mmdino.slice.SliceChoice;
import io.mmdino.volume.NiftiLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {

    @Test
    void theHashFollowsWhatShapesAWindowAndNothingElse() {
        IngestSettings base = settings(List.of("t1", "t2"), 1, 0.15);
        assertThat(settings(List.of("t1", "t2"), 1, 0.3).hash()).isEqualTo(base.hash());
        assertThat(settings(List.of("t2", "t1"), 1, 0.15).hash()).isNotEqualTo(base.hash());
        assertThat(settings(List.of("t1", "t2"), 0, 0.15).hash()).isNotEqualTo(base.hash());
    }

    @Test
    void treatmentOfImagesAndTheProgramShapeWindowsButItsTimeDoesNot() {
        IngestSettings base = IngestSettings.defaults();
        ImageSettings even = new ImageSettings(
                ImageSettings.Unstripped.ACCEPT,
                ImageSettings.Grids.RESAMPLE,
                ImageSettings.BiasCorrection.N3,
                SliceChoice.Largest.VOXELS,
                ImageSettings.Unreadable.LEAVE_OUT);
        ExternalSettings tool = new ExternalSettings(List.of("tool", "{input}", "{output}"), 60);
        assertThat(base.withImages(even, base.external()).hash()).isNotEqualTo(base.hash());
        String withTool = base.withImages(base.images(), tool).hash();
        assertThat(withTool).isNotEqualTo(base.hash());
        assertThat(base.withImages(base.images(), new ExternalSettings(tool.command(), 120))
                        .hash())
                .isEqualTo(withTool);
    }

    @Test
    void aProgramThatIsNotToldItsFoldersIsAFault() {
        assertThatThrownBy(() -> new ExternalSettings(List.of("tool", "{input}"), 60))
                .hasMessageContaining("command is [tool, {input}], wanted {output}");
        assertThatThrownBy(() -> new ExternalSettings(List.of(" ", "{input}", "{output}"), 60))
                .hasMessageContaining("begins with an empty word");
        assertThatThrownBy(() -> new ExternalSettings(List.of(), 0)).hasMessageContaining("timeoutSeconds is 0");
    }

    @Test
    void settingsTravelAsJson() {
        assertThat(Json.read(Json.write(IngestSettings.defaults()), IngestSettings.class))
                .isEqualTo(IngestSettings.defaults());
    }

    @Test
    void faultsNameTheSettingAndWhatWasWanted() {
        assertThatThrownBy(() -> settings(List.of("t1", "T1"), 1, 0)).hasMessageContaining("names one twice");
        assertThatThrownBy(() -> settings(List.of("seg"), 1, 0)).hasMessageContaining("not 'seg'");
        assertThatThrownBy(() -> settings(List.of(), 1, 0)).hasMessageContaining("sequences has 0 names");
        assertThatThrownBy(() -> settings(List.of("t1"), -1, 0)).hasMessageContaining("spacingMm is -1.0");
        assertThatThrownBy(() -> settings(List.of("t1"), 1, 1.2)).hasMessageContaining("validationShare 1.2");
    }

    private static IngestSettings settings(List<String> sequences, double spacing, double validation) {
        return new IngestSettings(
                sequences,
                spacing,
                96,
                500,
                0,
                validation,
                0,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                NiftiLimits.DEFAULT);
    }
}
