package io.mmdino.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTreeTest {

    enum Precision {
        FLOAT32,
        BFLOAT_16
    }

    /** What an earlier version had. */
    record Earlier(int seed, @DecidesNothing int lanes) {}

    record Now(
            int seed,
            @AbsentMeans("float32") Precision precision,
            @DecidesNothing int lanes,
            @DecidesNothing @AbsentMeans("1") int windows) {}

    @Test
    void settingsThatDoAsEarlierVersionsDidHaveTheirTree() {
        Now now = new Now(7, Precision.FLOAT32, 2, 3);
        Earlier earlier = new Earlier(7, 4);
        assertThat(SettingsTree.deciding(now)).isEqualTo(SettingsTree.deciding(earlier));
        assertThat(SettingsTree.withDefaults(now, List.of(new Now(0, Precision.FLOAT32, 0, 5))))
                .isEqualTo(SettingsTree.withDefaults(earlier, List.of(new Earlier(0, 0))))
                .isEqualTo(Map.of("seed", 7, "lanes", 0));
    }

    @Test
    void aDecidingSettingWithAnotherValueThanEarlierVersionsHadIsInTheTree() {
        Now now = new Now(7, Precision.BFLOAT_16, 2, 3);
        assertThat(SettingsTree.deciding(now)).isEqualTo(Map.of("seed", 7, "precision", "bfloat-16"));
        assertThat(SettingsTree.withDefaults(now, List.of(now))).doesNotContainKey("windows");
    }

    @Test
    void allSettingsAreWritten() {
        assertThat(SettingsTree.of(new Now(7, Precision.FLOAT32, 2, 1)))
                .isEqualTo(Map.of("seed", 7, "precision", "float32", "lanes", 2, "windows", 1));
    }
}
