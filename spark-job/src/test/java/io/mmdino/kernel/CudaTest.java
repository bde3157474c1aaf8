package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CudaTest {

    private static final List<Gpu> TWO =
            Gpu.parse(List.of("0, GPU-aa11, 8.6, NVIDIA RTX A6000", "1, GPU-bb22, 3.7, Tesla K80, old", ""));

    @TempDir
    Path folder;

    @Test
    void nvidiaSmisLinesAreGpus() {
        assertThat(TWO)
                .containsExactly(
                        new Gpu(0, "GPU-aa11", "NVIDIA RTX A6000", 86), new Gpu(1, "GPU-bb22", "Tesla K80, old", 37));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0, GPU-aa, [N/A], old", "No devices were found", "0, GPU-aa", "x, GPU-aa, 8.6, name"})
    void anythingElseIsShownAsItCame(String line) {
        assertThatThrownBy(() -> Gpu.parse(List.of(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line);
    }

    @ParameterizedTest
    @CsvSource({
        "20, false",
        "35, false",
        "37, true",
        "60, true",
        "72, true",
        "86, true",
        "89, true",
        "90, false",
        "120, false"
    })
    void codeRunsOnItsOwnGenerationFromItsVersionOn(int architecture, boolean runs) {
        assertThat(new Gpu(0, "GPU-1", "some", architecture).hasCode()).isEqualTo(runs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"1,0; 1 0", "GPU-bb; 1", "0,7,1; 0", "''; ''", "-1; ''", "1; 1"})
    void whatCudaMaySeeHasItsOrder(String visible, String numbers) {
        assertThat(Gpu.visible(TWO, visible))
                .extracting(Gpu::number)
                .containsExactlyElementsOf(
                        numbers.isEmpty()
                                ? List.of()
                                : List.of(numbers.split(" ")).stream()
                                        .map(Integer::parseInt)
                                        .toList());
    }

    @Test
    void anAddressOfSparkIsAPlaceAmongTheVisible() {
        assertThat(new Cuda(true, Gpu.visible(TWO, "1,0"), Optional.of("0")).device())
                .isEqualTo(1);
        assertThat(new Cuda(true, TWO, Optional.of("1")).device()).isEqualTo(1);
    }

    @Test
    void everyObstacleSaysWhatItIs() {
        assertThat(obstacle(true, TWO, "1")).isEmpty();
        assertThat(obstacle(true, TWO, "5").orElseThrow()).contains("GPU 5", "NVIDIA RTX A6000", "Tesla K80");
        assertThat(obstacle(true, TWO, null).orElseThrow()).contains("spark.task.resource.gpu.amount");
        assertThat(obstacle(true, List.of(), "0").orElseThrow()).contains("nvidia-smi names no GPU");
        assertThat(obstacle(false, List.of(), "0").orElseThrow()).contains("no CUDA backend");
    }

    private static Optional<String> obstacle(boolean backend, List<Gpu> gpus, String address) {
        return new Cuda(backend, gpus, Optional.ofNullable(address)).obstacleOfNd4j();
    }

    @Test
    void gpusAreListedByNvidiaSmiAndWithoutItThereAreNone() throws IOException {
        Path smi = folder.resolve("nvidia-smi");
        Files.writeString(
                smi,
                "#!/bin/sh\n[ \"$*\" = '--query-gpu=index,uuid,compute_cap,name --format=csv,noheader' ] || exit 6\n"
                        + "echo '0, GPU-cc, 9.0, NVIDIA H100'\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();
        assertThat(Gpu.all(smi.toString())).containsExactly(new Gpu(0, "GPU-cc", "NVIDIA H100", 90));
        assertThat(Gpu.all(folder.resolve("none").toString())).isEmpty();
        Files.writeString(smi, "#!/bin/sh\necho 'NVIDIA-SMI has failed'\nexit 9\n");
        assertThat(Gpu.all(smi.toString())).isEmpty();
    }

    @Test
    void theBackendOfCudaCanBeHiddenFromNd4j() throws IOException {
        String services = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";
        URL cuda = jar("cuda", services, "org.nd4j.linalg.jcublas.JCublasBackend");
        URL cpu = jar("cpu", services, "org.nd4j.linalg.cpu.nativecpu.CpuBackend");
        try (URLClassLoader both = new URLClassLoader(new URL[] {cuda, cpu}, null)) {
            assertThat(Collections.list(both.getResources(services))).hasSize(2);
            assertThat(Collections.list(new Nd4jStart.WithoutCuda(both).getResources(services)))
                    .singleElement()
                    .asString()
                    .contains("/cpu/");
        }
    }

    private URL jar(String name, String file, String text) throws IOException {
        Path at = folder.resolve(name).resolve(file);
        Files.createDirectories(at.getParent());
        Files.writeString(at, text + "\n");
        return folder.resolve(name).toUri().toURL();
    }
}
