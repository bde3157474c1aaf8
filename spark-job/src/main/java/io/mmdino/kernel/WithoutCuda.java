package io.mmdino.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Hides ND4J's CUDA backend from ND4J's search for backends; all else is the parent's. */
final class WithoutCuda extends ClassLoader {

    private static final String SERVICES = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";
    private static final String CUDA = "org.nd4j.linalg.jcublas.JCublasBackend";

    WithoutCuda(ClassLoader all) {
        super(all);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        if (!name.equals(SERVICES)) {
            return all;
        }
        List<URL> others = Collections.list(all).stream()
                .filter(file -> !text(file).contains(CUDA))
                .toList();
        return Collections.enumeration(others);
    }

    private static String text(URL file) {
        try (var in = file.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
