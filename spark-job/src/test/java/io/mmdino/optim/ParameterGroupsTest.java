package io.mmdino.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.checkpoint.Golden;
import io.mmdino.kernel.ParameterLayout;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterGroupsTest {

    @ParameterizedTest
    @ValueSource(strings = {"train_semi.json", "train_unlabelled.json", "train_ssl_separate_head.json"})
    void everyParameterHasTheFactorsOfTheRecordedRun(String file) throws IOException {
        JsonNode recorded = new ObjectMapper().readTree(Golden.file(file).toFile());
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        recorded.get("param_groups")
                .forEach(group -> layout.add(group.get("name").asText(), 1));
        ParameterGroups groups =
                ParameterGroups.of(layout.build(), recorded.at("/arch/depth").asInt(), OptimSettings.paper());
        assertThat(groups.members()).hasSize(recorded.get("param_groups").size());
        for (int i = 0; i < groups.members().size(); i++) {
            JsonNode expected = recorded.get("param_groups").get(i);
            ParameterGroups.Member member = groups.members().get(i);
            assertThat(member.parameter().name()).isEqualTo(expected.get("name").asText());
            assertThat(member.lrFactor())
                    .isEqualTo(expected.get("lr_multiplier").asDouble());
            assertThat(member.decayFactor())
                    .isEqualTo(expected.get("wd_multiplier").asDouble());
            assertThat(member.lastLayer())
                    .isEqualTo(expected.get("is_last_layer").asBoolean());
        }
    }

    @Test
    void aParameterIsClippedWithItsNamesFirstPart() {
        ParameterLayout layout = layout("backbone.norm.bias", "dino_head.mlp.0.bias", "classifier.weight");
        assertThat(ParameterGroups.of(layout, 2, OptimSettings.paper()).clipGroups())
                .containsExactly("backbone", "dino_head", "classifier");
    }

    @Test
    void registersAreOfTheFirstLayerAndDecay() {
        ParameterGroups.Member registers = ParameterGroups.of(
                        layout("backbone.register_tokens"), 12, OptimSettings.paper())
                .members()
                .get(0);
        assertThat(registers.lrFactor()).isEqualTo(Math.pow(0.9, 13));
        assertThat(registers.decayFactor()).isEqualTo(1);
    }

    @Test
    void aBlockBeyondTheDepthIsRefused() {
        assertThatThrownBy(
                        () -> ParameterGroups.of(layout("backbone.blocks.12.norm1.weight"), 12, OptimSettings.paper()))
                .hasMessageContaining("block 12")
                .hasMessageContaining("12 blocks");
    }

    private static ParameterLayout layout(String... names) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        for (String name : names) {
            layout.add(name, 3);
        }
        return layout.build();
    }
}
