package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Faults in the CUDA kernels are noticed: what the other tests of this package are worth. */
class CudaKernelFaultsTest {

    private static final List<PlantedFault> FAULTS = PlantedFault.all();
    private static final String[] SCHEDULES = {"101", "7", "0"};

    @TempDir
    static Path folder;

    @TestFactory
    Stream<DynamicTest> everyPlantedFaultIsNoticed() throws IOException {
        Path kernels = Files.createDirectory(folder.resolve("kernels"));
        try (Stream<Path> files = Files.list(Emulation.KERNELS)) {
            for (Path file : files.toList()) {
                Files.writeString(kernels.resolve(file.getFileName()), planted(file));
            }
        }
        Emulation emulation = Emulation.build(folder, kernels, Emulation.Flags.SANITIZED);
        return IntStream.range(0, FAULTS.size())
                .mapToObj(i -> DynamicTest.dynamicTest(FAULTS.get(i).name(), () -> notice(emulation, i + 1)));
    }

    private static String planted(Path file) throws IOException {
        String text = Files.readString(file);
        for (int i = 0; i < FAULTS.size(); i++) {
            if (file.endsWith(FAULTS.get(i).file())) {
                text = FAULTS.get(i).plant(text, i + 1);
            }
        }
        return text;
    }

    /** Under one of the schedules, which are tried in turn. */
    private static void notice(Emulation emulation, int number) {
        StringBuilder outputs = new StringBuilder();
        for (String schedule : SCHEDULES) {
            Emulation.Result result = emulation.judge(
                    schedule, "--quick", "--case", FAULTS.get(number - 1).cases(), "--fault", "" + number);
            outputs.append(result.output());
            if (result.status() != 0) {
                assertThat(result.output()).containsAnyOf("FAILED", "Sanitizer", "runtime error");
                return;
            }
        }
        throw new AssertionError("not noticed:\n" + outputs);
    }
}
