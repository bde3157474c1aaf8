package io.mmdino.kernel.cuda;

import static io.mmdino.kernel.cuda.CudaException.compiler;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * NVRTC, NVIDIA's compiler as a library, which compiles CUDA C++ without a GPU, a driver or headers of a toolkit.
 *
 * @param architecture ten times the compute capability, such as 90 for sm_90
 */
record KernelCompiler(int architecture) {

    private static final String UNIT = "kernels.cu";

    /** NVRTC's version, such as {@code 13.0}. */
    static String version() {
        int[] major = new int[1];
        int[] minor = new int[1];
        compiler(nvrtc.nvrtcVersion(major, minor), "nvrtcVersion", "NVRTC");
        return major[0] + "." + minor[0];
    }

    /** The architectures that NVRTC compiles for, ascending. */
    static int[] architectures() {
        int[] count = new int[1];
        compiler(nvrtc.nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs", "NVRTC");
        int[] known = new int[count[0]];
        compiler(nvrtc.nvrtcGetSupportedArchs(known), "nvrtcGetSupportedArchs", "NVRTC");
        Arrays.sort(known);
        return known;
    }

    /** What the result depends on beside the sources: options and version. */
    List<String> options() {
        return List.of("--gpu-architecture=sm_" + architecture, "--std=c++17", "-lineinfo");
    }

    /**
     * Compiles all kernels to one cubin.
     *
     * @throws CudaException when NVRTC refuses
     * @throws IllegalStateException when the sources have errors, with NVRTC's text
     */
    byte[] compile(KernelSources sources) {
        List<String> names = List.copyOf(sources.files().keySet());
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer unit = new BytePointer(sources.unit(), StandardCharsets.UTF_8);
                BytePointer name = new BytePointer(UNIT, StandardCharsets.UTF_8);
                Strings texts = new Strings(List.copyOf(sources.files().values()));
                Strings includes = new Strings(names)) {
            compiler(
                    nvrtc.nvrtcCreateProgram(program, unit, name, names.size(), texts.all, includes.all),
                    "nvrtcCreateProgram",
                    UNIT);
            return cubin(program);
        } finally {
            nvrtc.nvrtcDestroyProgram(program);
        }
    }

    private byte[] cubin(_nvrtcProgram program) {
        try (Strings options = new Strings(options());
                SizeTPointer size = new SizeTPointer(1)) {
            int code = nvrtc.nvrtcCompileProgram(program, options().size(), options.all);
            if (code != nvrtc.NVRTC_SUCCESS) {
                throw new IllegalStateException(
                        "NVRTC " + version() + " refuses the kernels for sm_" + architecture + ":\n" + log(program));
            }
            compiler(nvrtc.nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize", UNIT);
            byte[] cubin = new byte[Math.toIntExact(size.get())];
            compiler(nvrtc.nvrtcGetCUBIN(program, cubin), "nvrtcGetCUBIN", UNIT);
            return cubin;
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            compiler(nvrtc.nvrtcGetProgramLogSize(program, size), "nvrtcGetProgramLogSize", UNIT);
            byte[] log = new byte[Math.toIntExact(size.get())];
            compiler(nvrtc.nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog", UNIT);
            return new String(log, StandardCharsets.UTF_8).strip();
        }
    }

    /** An array of pointers to texts that end with 0. */
    private static final class Strings implements AutoCloseable {

        private final List<BytePointer> texts;
        private final PointerPointer<BytePointer> all;

        Strings(List<String> strings) {
            texts = strings.stream()
                    .map(string -> new BytePointer(string, StandardCharsets.UTF_8))
                    .toList();
            all = new PointerPointer<>(texts.size());
            IntStream.range(0, texts.size()).forEach(i -> all.put(i, texts.get(i)));
        }

        @Override
        public void close() {
            texts.forEach(BytePointer::close);
            all.close();
        }
    }
}
