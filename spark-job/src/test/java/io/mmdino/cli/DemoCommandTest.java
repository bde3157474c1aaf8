package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    Path folder;

    @Test
    void theDemoShowsTheWholeJobAndASecondStartDoesNothingTwice() throws IOException {
        Path recipe = Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        CommandRun first = demo(recipe);
        assertThat(first.code()).as(first.err() + first.out()).isZero();
        assertThat(first.out())
                .contains("9/12  train the same network from labels alone")
                .contains("submit/mm-dinov2 train --shards")
                .containsPattern("trained with MM-DINOv2 +-?[01][.]\\d\\d \\[")
                .containsPattern("Deeplearning4j's network, labels +-?[01][.]\\d\\d \\[")
                .containsPattern("untrained backbone +-?[01][.]\\d\\d \\[")
                .contains("scores of the external site");
        CommandRun second = demo(recipe);
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.out()).contains("done before: ").contains("is finished (6 iterations); nothing to do");
        assertThat(lastTable(second)).isEqualTo(lastTable(first));
    }

    private CommandRun demo(Path recipe) {
        return CommandRun.of(
                "demo",
                "--output",
                folder.resolve("demo"),
                "--studies",
                16,
                "--judged",
                6,
                "--size",
                64,
                "--supervised",
                "--baseline",
                "--config",
                recipe);
    }

    private static String lastTable(CommandRun run) {
        return run.out().substring(run.out().indexOf("MCC with 95 % interval"));
    }
}
