package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CUDA kernels compiled by nvcc for the architectures of today, where nvcc is installed. */
class CudaCompilationTest {

    private static final Pattern SPILL =
            Pattern.compile("(?<![0-9])[1-9][0-9]* bytes (stack frame|spill stores|spill loads)");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sm_80", "sm_90", "sm_100", "sm_120"})
    void kernelsCompileWithoutSpillingRegisters(String architecture) throws IOException {
        assumeTrue(Emulation.isInstalled("nvcc"), "nvcc is not installed: the CUDA kernels are not compiled");
        Path all = Files.writeString(folder.resolve("all.cu"), includes());
        Emulation.Result result = Emulation.run(List.of(
                "nvcc",
                "-arch=" + architecture,
                "-cubin",
                "-I" + Emulation.KERNELS,
                "-Werror=all-warnings",
                "-Xptxas=-v",
                "-o",
                folder.resolve("all.cubin").toString(),
                all.toString()));
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("Compiling entry function 'attention_backward'");
        assertThat(result.output().lines().filter(line -> SPILL.matcher(line).find()))
                .isEmpty();
    }

    private static String includes() throws IOException {
        try (Stream<Path> files = Files.list(Emulation.KERNELS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cu"))
                    .sorted()
                    .map(name -> "#include \"" + name + "\"\n")
                    .collect(Collectors.joining());
        }
    }
}
