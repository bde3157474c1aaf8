package io.mmdino.cluster.it;

import io.mmdino.disk.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests that take a {@link LocalCluster} one cluster for all of them: two workers with two cores each. It lives until
 * the last test of the JVM. Executors belong to one job, so a test may kill those of its own; master and workers it must
 * leave alone.
 *
 * <p>A job takes all four cores; {@code spark.cores.max=2} gives it one core of each worker.
 */
public final class SharedCluster implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == LocalCluster.class;
    }

    @Override
    public LocalCluster resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedCluster.class))
                .getOrComputeIfAbsent(Held.class, key -> Held.start(), Held.class)
                .cluster();
    }

    /** Closed by JUnit after all tests. */
    private record Held(LocalCluster cluster) implements AutoCloseable {

        static Held start() {
            try {
                Path folder = Files.createTempDirectory("shared-cluster");
                return new Held(LocalCluster.start(folder, "--cores", "2", "--memory", "4g"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            cluster.close();
            ScratchFolder.delete(cluster.folder());
        }
    }
}
