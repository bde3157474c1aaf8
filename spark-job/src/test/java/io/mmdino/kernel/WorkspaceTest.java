package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

    @Test
    void needsThatVaryFromStepToStepDoNotMakeItGrowForEver() {
        SplittableRandom random = new SplittableRandom(3);
        try (Workspace workspace = new Workspace(Backends.scalar(Tensor.Type.FLOAT32), Tensor.Type.FLOAT32, 1024)) {
            for (int step = 0; step < 20; step++) {
                takeAnew(workspace, random);
            }
            long held = workspace.capacity();
            for (int step = 0; step < 2000; step++) {
                takeAnew(workspace, random);
            }
            assertThat(workspace.capacity()).isLessThanOrEqualTo(held + 2 * 4096);
        }
    }

    /** Releases all and takes six tensors of 1 to 4 slabs each. */
    private static void takeAnew(Workspace workspace, SplittableRandom random) {
        workspace.releaseAll();
        for (int i = 0; i < 6; i++) {
            workspace.take(1, random.nextInt(1024, 4096));
        }
    }

    @Test
    void whatIsTakenAfterAReleaseIsTheSameMemory() {
        try (Workspace workspace = new Workspace(Backends.scalar(Tensor.Type.FLOAT64), Tensor.Type.FLOAT64, 1024)) {
            workspace.take(10, 10);
            var mark = workspace.mark();
            workspace.take(30, 40).set(7, 3);
            workspace.release(mark);
            assertThat(workspace.take(30, 40).get(7)).isEqualTo(3);
        }
    }

    @Test
    void tensorsTakenTogetherDoNotOverlap() {
        try (Workspace workspace = new Workspace(Backends.scalar(Tensor.Type.FLOAT32), Tensor.Type.FLOAT32, 64)) {
            Tensor first = workspace.take(3, 7);
            Tensor second = workspace.take(5, 11);
            Tensor third = workspace.take(100, 3);
            fill(first, 1);
            fill(second, 2);
            fill(third, 3);
            assertThat(first.toFloats()).containsOnly(1);
            assertThat(second.toFloats()).containsOnly(2);
            assertThat(third.toFloats()).containsOnly(3);
        }
    }

    private static void fill(Tensor tensor, float value) {
        for (long i = 0; i < tensor.length(); i++) {
            tensor.set(i, value);
        }
    }
}
