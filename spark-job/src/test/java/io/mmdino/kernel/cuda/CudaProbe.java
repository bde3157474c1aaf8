package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.DeviceException;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Precision;
import io.mmdino.kernel.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program that does things with the backend of CUDA, one after another, and prints what it says of each. */
public final class CudaProbe {

    private CudaProbe() {}

    /** @param arguments what to do */
    public static void main(String[] arguments) {
        for (String what : arguments) {
            try {
                System.out.println(what + ": " + said(what));
            } catch (RuntimeException e) {
                System.out.println(what + " is refused: " + e.getMessage());
            }
        }
        System.exit(0);
    }

    private static String said(String what) {
        Backends.Provider provider = Backends.provider("cuda");
        return switch (what) {
            case "obstacle" -> provider.obstacle(0).orElse("none");
            case "number" -> provider.obstacle(3).orElse("none");
            case "kernels" -> provider.kernels(0, Precision.BFLOAT16).description();
            case "memory" -> fill(provider.kernels(0, Precision.FLOAT32));
            case "threads" -> threads(provider.kernels(0, Precision.FLOAT32));
            case "host" -> onHost(provider.kernels(0, Precision.FLOAT32));
            case "launch" -> launch(new CudaDevice(0, cubin()), "koleo_gradient", 1 << 20);
            case "twice" -> twice(provider.kernels(0, Precision.FLOAT32));
            case "product" -> product(provider.kernels(0, Precision.FLOAT32));
            case "name" -> launch(new CudaDevice(0, cubin()), "no_such_kernel", 0);
            case "image" -> new CudaDevice(0, new byte[64]).toString();
            case "error" -> compileAnError();
            default -> throw new IllegalArgumentException(what);
        };
    }

    private static byte[] cubin() {
        return new KernelCompiler(90).compile(KernelSources.ofThisBuild());
    }

    private static String fill(Kernels kernels) {
        List<Tensor> all = new ArrayList<>();
        while (all.size() < 100) {
            all.add(kernels.zeros(1024, 1024));
        }
        return all.size() + " tensors";
    }

    /** Threads have partial sums of their own. */
    private static String threads(Kernels kernels) {
        List<Thread> threads = new ArrayList<>();
        double[] sums = new double[4];
        for (int i = 0; i < sums.length; i++) {
            int number = i;
            threads.add(new Thread(() -> sums[number] = sum(kernels, number + 1)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return "sums " + sums[0] + " " + sums[1] + " " + sums[2] + " " + sums[3];
    }

    private static double sum(Kernels kernels, double value) {
        Tensor x = kernels.zeros(1000, 3);
        Tensor sum = kernels.zeros(1, 3);
        kernels.fill(x, value);
        kernels.columnSum(x, sum);
        return kernels.toDoubles(sum)[2];
    }

    /** Fills a tensor, and once more after a failure. */
    private static String twice(Kernels kernels) {
        Tensor x = kernels.zeros(2, 3);
        try {
            kernels.fill(x, 1);
            return "filled";
        } catch (DeviceException e) {
            try {
                kernels.fill(x, 1);
                return e.effect() + ", then filled";
            } catch (DeviceException again) {
                return e.effect() + " and " + again.effect() + ": " + e.getMessage();
            }
        }
    }

    private static String product(Kernels kernels) {
        try {
            kernels.product(kernels.zeros(2, 3), kernels.zeros(4, 3), kernels.zeros(2, 4));
            return "multiplied";
        } catch (DeviceException e) {
            return e.effect() + ": " + e.getMessage();
        }
    }

    private static String onHost(Kernels kernels) {
        kernels.fill(Tensor.host(Tensor.Type.FLOAT32, 2, 3), 1);
        return "filled";
    }

    private static String launch(CudaDevice device, String kernel, int shared) {
        device.lane().launch(kernel).overRows(1, shared);
        return "launched";
    }

    private static String compileAnError() {
        Map<String, String> files =
                new LinkedHashMap<>(KernelSources.ofThisBuild().files());
        files.put("wrong.cu", "#error planted\n");
        return new KernelCompiler(90).compile(new KernelSources(files)).length + " bytes";
    }
}
