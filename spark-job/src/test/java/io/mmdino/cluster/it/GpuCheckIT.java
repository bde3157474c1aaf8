package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.kernel.cuda.Emulation;
import io.mmdino.kernel.cuda.FakeCuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundle of {@code submit/gpu-check}, packed, unpacked elsewhere and run by its own Java on libraries with the names of CUDA's
 * that compute on the CPU: every recorded trace in all precisions, training steps and features.
 */
@Timeout(900)
class GpuCheckIT {

    private static final String DRIVER = "libcuda.so.1";

    @TempDir
    static Path folder;

    private static FakeCuda cuda;
    private static Path check;

    @BeforeAll
    static void packed() throws IOException {
        cuda = FakeCuda.build(Files.createDirectory(folder.resolve("cuda")));
        Path bundle = folder.resolve("gpu-check.tar.xz");
        Process pack =
                Scripts.start("gpu-check", folder, Map.of("MMDINO_XZ", "-0"), List.of("pack", bundle.toString()));
        // Packed so fast it may be larger than what is wanted of a bundle; it is whole all the same.
        int code = Scripts.exitCode(pack, 400);
        assertThat(bundle).as(Scripts.read(folder.resolve("err"))).exists();
        assertThat(code).isIn(0, 1);
        Emulation.Result unpacked = Emulation.run(List.of("tar", "-C", folder.toString(), "-xf", bundle.toString()));
        assertThat(unpacked.status()).as(unpacked.output()).isZero();
        check = folder.resolve("gpu-check/check");
    }

    private static JsonNode run(int expected, Map<String, String> environment, String... options) throws IOException {
        Path output = Files.createTempDirectory(folder, "results");
        List<String> command = new ArrayList<>(List.of(check.toString(), "--output", output.toString()));
        command.addAll(List.of("--arch", "tiny", "--studies", "2", "--rounds", "1"));
        command.addAll(List.of(options));
        Map<String, String> all = new HashMap<>(cuda.environment(environment));
        Emulation.Result result = Emulation.run(command, all);
        assertThat(result.status()).as(result.output()).isEqualTo(expected);
        assertThat(Scripts.read(output.resolve("summary.txt"))).contains(expected == 0 ? "All that is needed" : "NOT");
        return new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    }

    private static JsonNode part(JsonNode summary, String name) {
        for (JsonNode part : summary.path("parts")) {
            if (part.path("part").asText().equals(name)) {
                return part;
            }
        }
        throw new AssertionError("no part " + name + " in " + summary);
    }

    @Test
    void numbersStepsAndFeaturesHoldOnTheEmulatedGpu() throws IOException {
        JsonNode summary = run(0, Map.of());
        assertThat(summary.path("good").asBoolean()).isTrue();
        for (String name : List.of("card", "numbers-float32", "numbers-tf32", "numbers-bfloat16")) {
            assertThat(part(summary, name).path("exit").asInt(-1)).as(name).isZero();
        }
        JsonNode step = part(summary, "step-tiny").path("result");
        assertThat(step.path("kernels").asText()).isEqualTo("cuda");
        assertThat(step.path("precision").asText()).isEqualTo("bfloat16");
        assertThat(step.path("studies_per_s").asDouble()).isPositive();
        assertThat(part(summary, "features-tiny")
                        .path("result")
                        .path("windows_per_s")
                        .asDouble())
                .isPositive();
    }

    @Test
    void aMachineWithoutADriverIsNotGoodAndSaysWhy() throws IOException {
        Path driver = folder.resolve("cuda").resolve(DRIVER);
        Path aside = Files.move(driver, folder.resolve("aside"));
        try {
            JsonNode summary = run(1, Map.of(), "--seconds", "60");
            assertThat(summary.path("good").asBoolean()).isFalse();
            assertThat(part(summary, "numbers-float32").path("exit").asInt()).isEqualTo(2);
        } finally {
            Files.move(aside, driver);
        }
    }

    @Test
    void whatNoLongerFitsInTheTimeIsLeftOutAndDoesNotCountAsGood() throws IOException {
        JsonNode summary = run(1, Map.of(), "--seconds", "1");
        assertThat(part(summary, "step-tiny").path("left_out").asText()).isEqualTo("no time left");
    }
}
