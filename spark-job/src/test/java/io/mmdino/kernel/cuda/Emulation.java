package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The CUDA kernels compiled by g++ for {@code src/test/cuda/cuda_on_cpu.h}, with the judges of {@code judge.h}: how kernels are
 * tested without a GPU.
 */
public final class Emulation {

    static final Path KERNELS =
            Path.of("src/main/resources/io/mmdino/kernel/cuda").toAbsolutePath();
    static final Path TESTS = Path.of("src/test/cuda").toAbsolutePath();
    private static final String COMPILER = "g++";
    private static final long LIMIT_SECONDS = 300;

    /** Flags for speed, and those under which memory and arithmetic outside of the language's rules end the program. */
    enum Flags {
        PLAIN(List.of("-O1")),
        SANITIZED(List.of("-O0", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"));

        private final List<String> flags;

        Flags(List<String> flags) {
            this.flags = flags;
        }
    }

    /** What a program printed, and its exit status. */
    public record Result(int status, String output) {}

    private final Path program;

    private Emulation(Path program) {
        this.program = program;
    }

    /**
     * Builds the judges in {@code folder}.
     *
     * @param kernels folder of the kernels' sources
     */
    static Emulation build(Path folder, Path kernels, Flags flags) {
        requireCompiler();
        Path emulator = folder.resolve("emulator.o");
        Path program = folder.resolve("judges");
        List<String> common = new ArrayList<>(List.of(COMPILER, "-std=c++17", "-fno-strict-aliasing"));
        common.addAll(List.of("-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas", "-Wno-unused-function"));
        common.addAll(flags.flags);
        common.addAll(List.of("-I" + kernels, "-I" + TESTS));
        compile(common, "-O2", "-c", TESTS.resolve("emulator.cpp").toString(), "-o", emulator.toString());
        compile(
                common,
                "-include",
                TESTS.resolve("cuda_on_cpu.h").toString(),
                TESTS.resolve("judges.cpp").toString(),
                emulator.toString(),
                "-o",
                program.toString());
        return new Emulation(program);
    }

    /** Leaves the test out where kernels cannot be compiled for the CPU. */
    static void requireCompiler() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux") && isInstalled(COMPILER),
                "g++ is not installed, or this is not Linux: the CUDA kernels are not tested on this CPU");
    }

    private static void compile(List<String> common, String... more) {
        List<String> command = new ArrayList<>(common);
        command.addAll(List.of(more));
        Result result = run(command);
        assertThat(result.status()).as(result.output()).isZero();
    }

    /** Runs the judges with the arguments that {@code judge.h} describes. */
    Result judge(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs a program to its end; fails the test when that takes more than five minutes. */
    public static Result run(List<String> command) {
        return run(command, Map.of("ASAN_OPTIONS", "detect_leaks=0")); // a launch that fails leaves its fibres
    }

    public static Result run(List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("mm-dinov2-emulation", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().putAll(environment);
                Process process = builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end in " + LIMIT_SECONDS + " s");
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
