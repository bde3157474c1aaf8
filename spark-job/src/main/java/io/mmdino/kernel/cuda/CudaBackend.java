package io.mmdino.kernel.cuda;

import static io.mmdino.kernel.cuda.CudaException.driver;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Precision;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;

/**
 * Our own CUDA kernels as a backend, with the checks that come before the first call of CUDA. Kernels of all sizes are computed
 * together, because a GPU is faster the more it has to do at once.
 */
public final class CudaBackend implements Backends.Provider {

    /** A class of the presets for CUDA 13, which those for the CUDA of ND4J's backend do not have. */
    private static final String PRESETS = "org/bytedeco/cuda/cudart/cudaExecutionContext_st.class";

    private static final int DRIVER = 13000;
    private static final int OLDEST = 80;

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Optional<String> obstacle(int device) {
        return presets()
                .or(CudaBackend::libraries)
                .or(CudaBackend::driverVersion)
                .or(() -> architecture(device));
    }

    private static Optional<String> presets() {
        boolean has = CudaBackend.class.getClassLoader().getResource(PRESETS) != null;
        return has
                ? Optional.empty()
                : Optional.of(
                        "this build has the CUDA of ND4J's backend in the place of CUDA 13; use nd4j-cuda, or a build"
                                + " without MMDINO_PROFILES=cuda");
    }

    private static Optional<String> libraries() {
        return missing(cudart.class, "the driver's libcuda.so.1 or CUDA 13's libcudart.so.13")
                .or(() -> missing(nvrtc.class, "CUDA 13's libnvrtc.so.13"))
                .or(() -> missing(cublas.class, "CUDA 13's libcublas.so.13 or libcublasLt.so.13"));
    }

    private static Optional<String> missing(Class<?> preset, String libraries) {
        try {
            Loader.load(preset);
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of(libraries + " is not found: name its folder in LD_LIBRARY_PATH (" + reason(e) + ")");
        }
    }

    /** The system's own words for why a library does not load, which errors of the presets have as their first cause. */
    private static String reason(Throwable error) {
        Throwable first = error;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.getMessage();
    }

    private static Optional<String> driverVersion() {
        int[] version = new int[1];
        driver(cudart.cuDriverGetVersion(version), "cuDriverGetVersion", "the driver");
        return version[0] >= DRIVER
                ? Optional.empty()
                : Optional.of("the driver is for CUDA " + version[0] / 1000 + "." + version[0] % 1000 / 10
                        + ", wanted 13.0 or later (driver 580)");
    }

    private static Optional<String> architecture(int device) {
        int code = cudart.cuInit(0);
        if (code != cudart.CUDA_SUCCESS) {
            return Optional.of("the driver does not start: " + CudaException.driverName(code));
        }
        int[] count = new int[1];
        driver(cudart.cuDeviceGetCount(count), "cuDeviceGetCount", "the driver");
        if (device < 0 || device >= count[0]) {
            return Optional.of("the driver has " + count[0] + " GPUs, wanted number " + device + ", counted from 0");
        }
        int architecture = CudaDevice.architecture(device);
        if (architecture < OLDEST) {
            return Optional.of("GPU " + device + " is sm_" + architecture + ", wanted sm_" + OLDEST + " or later");
        }
        boolean isKnown = Arrays.binarySearch(KernelCompiler.architectures(), architecture) >= 0;
        return isKnown
                ? Optional.empty()
                : Optional.of("NVRTC " + KernelCompiler.version() + " does not compile for sm_" + architecture
                        + " of GPU " + device + "; install a later CUDA 13");
    }

    @Override
    public Kernels kernels(int number, Precision precision) {
        driver(cudart.cuInit(0), "cuInit", "the driver");
        KernelSources sources = KernelSources.ofThisBuild();
        KernelCompiler compiler = new KernelCompiler(CudaDevice.architecture(number));
        byte[] cubin = CubinCache.ofUser(System.getenv())
                .get(CubinCache.key(sources, compiler, KernelCompiler.version()), () -> compiler.compile(sources));
        CudaDevice device = new CudaDevice(number, cubin);
        return Backends.checked(
                name(),
                device,
                precision,
                Kernels.ALL_TOKENS,
                new CudaProducts(device, precision),
                new CudaElementwise(device),
                new CudaRowwise(device),
                new CudaNorms(device),
                new CudaActivations(device),
                new CudaSoftmax(device),
                new CudaStatistics(device),
                new CudaTokens(device));
    }
}
