package io.mmdino.kernel;

import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;

/** What the ND4J kernels share: memory for what lies between two operations, and operations by name. */
final class Nd4jOps {

    private static final WorkspaceConfiguration MEMORY = WorkspaceConfiguration.builder()
            .policyAllocation(AllocationPolicy.OVERALLOCATE)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();
    private static final String NAME = "io.mmdino.kernel";

    private Nd4jOps() {}

    /** Runs {@code work}; arrays it makes live in memory of this thread that the next call uses again. */
    static void scoped(Runnable work) {
        scoped(() -> {
            work.run();
            return 0;
        });
    }

    /** The same for work with a result. */
    static double scoped(DoubleSupplier work) {
        try (MemoryWorkspace memory = Nd4j.getWorkspaceManager().getAndActivateWorkspace(MEMORY, NAME)) {
            return work.getAsDouble();
        }
    }

    /** Batched {@code c = alpha * op(a) op(b)} over the last two axes; strided views are fine. */
    static void matmul(boolean transposeA, boolean transposeB, double alpha, INDArray a, INDArray b, INDArray c) {
        Nd4j.exec(DynamicCustomOp.builder("matmul")
                .addInputs(a, b)
                .addOutputs(c)
                .addFloatingPointArguments(alpha, 0.0)
                .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
                .build());
    }

    /** In place, over the last axis. */
    static INDArray softmax(INDArray x) {
        Nd4j.exec(DynamicCustomOp.builder("softmax")
                .addInputs(x)
                .addOutputs(x)
                .addIntegerArguments(x.rank() - 1)
                .build());
        return x;
    }

    /** The standard normal distribution function; ND4J's own gelu operations are approximations of another kind. */
    static INDArray normal(INDArray x) {
        INDArray scaled = x.mul(Math.sqrt(0.5));
        return Nd4j.getExecutioner().exec(new Erf(scaled, scaled)).addi(1).muli(0.5);
    }

    /** The rows of x that are named, in memory of this scope. */
    static INDArray rows(Tensor x, int[] rows) {
        INDArray picked = Nd4j.createUninitialized(x.type().nd4j, rows.length, x.cols());
        return Nd4j.pullRows(x.array(), picked, 1, rows);
    }

    /** {@code y[rows[i]] += x[i]}, in order; an index may occur more than once. */
    static void addRows(INDArray x, int[] rows, Tensor y) {
        for (int i = 0; i < rows.length; i++) {
            y.array().slice(rows[i]).addi(x.slice(i));
        }
    }

    /** As a column [n, 1]. */
    static INDArray column(double[] values, Tensor.Type type) {
        return Nd4j.createFromArray(values).castTo(type.nd4j).reshape(values.length, 1);
    }
}
