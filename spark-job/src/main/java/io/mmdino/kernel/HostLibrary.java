package io.mmdino.kernel;

import io.mmdino.kernel.onednn.Matmuls;
import io.mmdino.kernel.onednn.OneDnn;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The libraries that multiply float32 matrices on a CPU. Which one is chosen depends on the platform and the processor and
 * is not measured at the start, so that every run of a machine gives the same bytes.
 */
public enum HostLibrary {
    /** OpenBLAS: everywhere, and for float64. */
    OPENBLAS,
    /** oneDNN: on x86-64 Linux with AVX2 or better, in a process whose threads it can be kept to. */
    ONEDNN;

    /** A system property that names one, to compare them or to get round a fault; without it {@link #here} chooses. */
    public static final String PROPERTY = "mmdino.products";

    private static final Logger LOG = LoggerFactory.getLogger(HostLibrary.class);

    /** @throws IllegalArgumentException when there is no library of that name, or this process cannot use it */
    public static HostLibrary of(String name) {
        for (HostLibrary library : values()) {
            if (library.toString().equals(name)) {
                return library.required();
            }
        }
        throw new IllegalArgumentException(
                "no library for products is named '" + name + "', wanted one of openblas, onednn");
    }

    private HostLibrary required() {
        Optional<String> obstacle = this == ONEDNN ? OneDnn.obstacle() : Optional.empty();
        obstacle.ifPresent(why -> {
            throw new IllegalArgumentException("products by oneDNN are not possible here: " + why);
        });
        return this;
    }

    /**
     * The library for this process.
     *
     * @throws IllegalArgumentException when {@value #PROPERTY} names none, or oneDNN where it cannot be used
     */
    public static HostLibrary here() {
        String wanted = System.getProperty(PROPERTY, "auto");
        if (!wanted.equals("auto")) {
            return of(wanted);
        }
        Optional<String> obstacle = OneDnn.obstacle();
        obstacle.ifPresent(why -> LOG.info("products by OpenBLAS, not oneDNN: {}", why));
        return obstacle.isPresent() ? OPENBLAS : ONEDNN;
    }

    /** Products of float32 tensors by this library. */
    BlasProducts products(Precision precision, HostAttention.RowSoftmax softmax, Rowwise rowwise) {
        if (precision == Precision.TF32) {
            throw new IllegalArgumentException("no library of the host multiplies TF32");
        }
        if (this == OPENBLAS) {
            Multiplier layers = precision == Precision.BFLOAT16 ? new RoundedBlas() : Blas::gemm;
            return new BlasProducts(softmax, rowwise, Blas::gemm, layers);
        }
        ThreadLocal<Matmuls> matmuls = ThreadLocal.withInitial(Matmuls::new);
        Multiplier exact = new OneDnnMultiplier(Precision.FLOAT32, matmuls);
        if (precision == Precision.FLOAT32) {
            return new BlasProducts(softmax, rowwise, exact, exact);
        }
        Multiplier layers = OneDnn.hasBfloat16() ? new OneDnnMultiplier(precision, matmuls) : new RoundedBlas();
        return new BlasProducts(softmax, rowwise, exact, layers);
    }

    /** The name that users write, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
