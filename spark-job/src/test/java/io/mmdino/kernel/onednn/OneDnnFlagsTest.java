package io.mmdino.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whether oneDNN is used in JVMs with fewer flags than those of {@code conf/jvm.options}. */
class OneDnnFlagsTest {

    private static final String MODULE = "--add-modules=jdk.incubator.foreign";
    private static final String ACCESS = "--enable-native-access=ALL-UNNAMED";

    @Test
    void withoutTheModuleOrTheRightToCallThereIsAnObstacleThatNamesTheFlags() throws Exception {
        assumeTrue(OneDnn.obstacle().isEmpty());
        assertThat(child(Optional.empty(), List.of())).contains("without the module", MODULE.replace('=', ' '), ACCESS);
        assertThat(child(Optional.empty(), List.of(MODULE))).contains("does not let OpenMP be called", ACCESS);
        assertThat(child(Optional.empty(), List.of(MODULE, ACCESS))).contains("obstacle: none");
    }

    @Test
    void anEnvironmentWithOneThreadNeedsNoFlag() throws Exception {
        assumeTrue(OneDnn.obstacle().isEmpty());
        assertThat(child(Optional.of("1"), List.of())).contains("obstacle: none");
        assertThat(child(Optional.of("1"), List.of(MODULE))).contains("obstacle: none");
    }

    private static String child(Optional<String> threads, List<String> flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("OMP_NUM_THREADS");
        threads.ifPresent(value -> builder.environment().put("OMP_NUM_THREADS", value));
        Process child = builder.start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    /** Prints the obstacle, and multiplies where there is none. */
    static final class Child {

        public static void main(String[] arguments) {
            Optional<String> obstacle = OneDnn.obstacle();
            if (obstacle.isEmpty()) {
                new Matmuls();
            }
            System.out.println("obstacle: " + obstacle.orElse("none"));
        }
    }
}
