package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Libraries with the names of CUDA's that compute on the CPU, built by g++ from {@code src/test/cuda}, and processes that find them
 * in place of CUDA's: how the Java side of the CUDA kernels is tested without a GPU.
 */
public final class FakeCuda {

    private static final List<String> FLAGS = List.of(
            "g++",
            "-std=c++17",
            "-O2",
            "-shared",
            "-fPIC",
            "-fvisibility=hidden",
            "-fno-strict-aliasing",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-Wno-unknown-pragmas",
            "-Wno-unused-function");

    private final Path folder;

    private FakeCuda(Path folder) {
        this.folder = folder;
    }

    /** Builds the libraries in {@code folder}; leaves the test out where there is no g++. */
    public static FakeCuda build(Path folder) {
        Emulation.requireCompiler();
        String tests = Emulation.TESTS.toString();
        library(
                folder,
                "libcuda.so.1",
                List.of(
                        "-I" + Emulation.KERNELS,
                        "-I" + tests,
                        "-include",
                        tests + "/cuda_on_cpu.h",
                        tests + "/fake_driver.cpp",
                        tests + "/emulator.cpp"));
        versioned(folder, "libnvrtc.so.13", List.of(tests + "/fake_nvrtc.cpp"));
        versioned(folder, "libcublasLt.so.13", List.of(tests + "/fake_cublaslt.cpp"));
        versioned(folder, "libcudart.so.13", List.of());
        versioned(folder, "libcublas.so.13", List.of());
        program(folder.resolve("nvidia-smi"), "#!/bin/sh\necho '0, GPU-1, 9.0, emulated'\n");
        return new FakeCuda(folder);
    }

    private static void library(Path folder, String name, List<String> more) {
        List<String> command = new ArrayList<>(FLAGS);
        command.addAll(more);
        command.addAll(List.of("-Wl,-soname," + name, "-o", folder.resolve(name).toString()));
        Emulation.Result result = Emulation.run(command);
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static void program(Path file, String script) {
        try {
            Files.writeString(file, script);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The presets want a version of that name in the library. */
    private static void versioned(Path folder, String name, List<String> sources) {
        try {
            Path versions = Files.writeString(folder.resolve(name + ".map"), name + " { global: *; };\n");
            Path nothing = Files.writeString(folder.resolve("nothing.cpp"), "");
            List<String> more = new ArrayList<>(sources.isEmpty() ? List.of(nothing.toString()) : sources);
            more.add("-Wl,--version-script," + versions);
            library(folder, name, more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The libraries in another folder too. */
    FakeCuda copy(Path other) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, other.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return new FakeCuda(other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a library, as if it were not installed. */
    void remove(String name) {
        try {
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a class in a JVM of its own that finds the libraries, and waits after every launch. */
    public Emulation.Result run(Map<String, String> environment, Class<?> main, String... arguments) {
        return run(true, environment, main, arguments);
    }

    /** {@link #run} that waits as for users. */
    Emulation.Result runUnchecked(Map<String, String> environment, Class<?> main, String... arguments) {
        return run(false, environment, main, arguments);
    }

    private Emulation.Result run(boolean checks, Map<String, String> environment, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:") || argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector"));
        command.add("-Dmmdino.cuda.check=" + checks);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return Emulation.run(command, environment(environment));
    }

    /** Environment in which processes find the libraries, with {@code more} in it. */
    public Map<String, String> environment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("LD_LIBRARY_PATH", folder.toString());
        all.put("PATH", folder + ":" + System.getenv("PATH"));
        all.putIfAbsent("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return all;
    }
}
