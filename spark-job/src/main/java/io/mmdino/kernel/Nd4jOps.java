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

/** Helpers of the ND4J kernels: memory for intermediate arrays, and operations that ND4J offers by name only. */
final class Nd4jOps {

    private static final WorkspaceConfiguration MEMORY = WorkspaceConfiguration.builder()
            .policyAllocation(AllocationPolicy.OVERALLOCATE)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();
    private static final String NAME = "io.mmdino.kernel";

    private Nd4jOps() {}

    /** Runs {@code work}; arrays made in it live in memory of this thread, which the next call reuses. */
    static void scoped(Runnable work) {
        scoped(() -> {
            work.run();
            return 0;
        });
    }

    /** Runs {@code work} and returns its result; arrays made in it live in memory that the next call reuses. */
    static double scoped(DoubleSupplier work) {
        try (MemoryWorkspace memory = Nd4j.getWorkspaceManager().getAndActivateWorkspace(MEMORY, NAME)) {
            return work.getAsDouble();
        }
    }

    /** Batched {@code c = alpha * op(a) op(b)} over the last two axes; strided views are allowed. */
    static void matmul(boolean transposeA, boolean transposeB, double alpha, INDArray a, INDArray b, INDArray c) {
        Nd4j.exec(DynamicCustomOp.builder("matmul")
                .addInputs(a, b)
                .addOutputs(c)
                .addFloatingPointArguments(alpha, 0.0)
                .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
                .build());
    }

    /** Softmax over the last axis, in place. */
    static INDArray softmax(INDArray x) {
        Nd4j.exec(DynamicCustomOp.builder("softmax")
                .addInputs(x)
                .addOutputs(x)
                .addIntegerArguments(x.rank() - 1)
                .build());
        return x;
    }

    /** Phi, the distribution function of the standard normal distribution, from erf. */
    static INDArray normal(INDArray x) {
        INDArray scaled = x.mul(Math.sqrt(0.5));
        return Nd4j.getExecutioner().exec(new Erf(scaled, scaled)).addi(1).muli(0.5);
    }

    /** Row indices [n, 1] int32 as an array of the host. */
    static int[] ints(Tensor rows) {
        return rows.rows() == 0 ? new int[0] : rows.array().toIntVector();
    }

    /** The elements of a tensor of float64 as an array of the host. */
    static double[] doubles(Tensor numbers) {
        return numbers.rows() == 0
                ? new double[0]
                : numbers.array().reshape(numbers.length()).toDoubleVector();
    }

    /** A copy of the rows of x that {@code rows} lists, in memory of this scope: [rows.length, D]. */
    static INDArray rows(Tensor x, int[] rows) {
        INDArray picked = Nd4j.createUninitialized(Nd4jMemory.dataType(x.type()), rows.length, x.cols());
        return Nd4j.pullRows(x.array(), picked, 1, rows);
    }

    /** {@code y[rows[i]] += x[i]}, in order; an index may occur more than once. */
    static void addRows(INDArray x, int[] rows, Tensor y) {
        for (int i = 0; i < rows.length; i++) {
            y.array().slice(rows[i]).addi(x.slice(i));
        }
    }

    /** The values as a column [n, 1]. */
    static INDArray column(double[] values, Tensor.Type type) {
        return Nd4j.createFromArray(values).castTo(Nd4jMemory.dataType(type)).reshape(values.length, 1);
    }
}
