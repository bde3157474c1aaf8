package io.mmdino.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.kernel.Backends;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A training step on the vector kernels in a JVM whose class path has no ND4J: only its own kernels may need it. */
class WithoutNd4jTest {

    @Test
    void aStepOnVectorKernelsNeedsNoClassOfNd4j() throws Exception {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches("(nd4j|deeplearning4j|datavec).*"))
                .collect(Collectors.joining(File.pathSeparator));
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        classPath,
                        Child.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("the loss is finite: true", "ND4J is absent: true");
        assertThat(child.exitValue()).isZero();
    }

    /** Runs the step. */
    static final class Child {

        public static void main(String[] arguments) {
            try (TinyStep step = new TinyStep(
                    TinyModels.separate(0.3),
                    TinyModels.losses(LossSettings.Centering.SINKHORN),
                    Backends.vector(),
                    2)) {
                StepLosses losses = step.run(TinyModels.batch(3, 1));
                System.out.println("the loss is finite: " + Double.isFinite(losses.dinoGlobal()));
            }
            System.out.println("ND4J is absent: "
                    + (Child.class.getClassLoader().getResource("org/nd4j/linalg/factory/Nd4j.class") == null));
        }
    }
}
