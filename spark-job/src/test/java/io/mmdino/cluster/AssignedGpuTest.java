package io.mmdino.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class AssignedGpuTest {

    private static Map<String, ResourceInformation> resources(String... addresses) {
        return Map.of("gpu", new ResourceInformation("gpu", addresses));
    }

    @Test
    void theAddressIsTheOneThatTheDiscoveryScriptPrinted() {
        assertThat(AssignedGpu.of(resources("3"))).contains("3");
    }

    @Test
    void aTaskOfAClusterWithoutGpusHasNone() {
        assertThat(AssignedGpu.of(Map.of())).isEmpty();
        assertThat(AssignedGpu.of(resources())).isEmpty();
    }

    @Test
    void severalAreRefusedWithTheSettingThatGivesOne() {
        assertThatThrownBy(() -> AssignedGpu.of(resources("0", "1")))
                .isInstanceOf(WorkerException.class)
                .hasMessageContaining("0, 1")
                .hasMessageContaining("spark.task.resource.gpu.amount to 1");
    }
}
