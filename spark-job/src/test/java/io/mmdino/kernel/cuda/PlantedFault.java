package io.mmdino.kernel.cuda;

import java.util.List;

/**
 * A fault for the sources of the CUDA kernels, which the judges have to notice.
 *
 * @param name what is wrong
 * @param file of the kernels
 * @param after text of the file behind which {@code original} is looked for
 * @param original an expression, or a statement with its semicolon
 * @param changed what stands there instead
 * @param cases part of the names of the judges' cases that notice it
 */
record PlantedFault(String name, String file, String after, String original, String changed, String cases) {

    private static final String BARRIER = "__syncthreads();";

    /** The text of the file with a choice by {@code emu::fault}, so that one program has all faults. */
    String plant(String text, int number) {
        int anchor = text.indexOf(after);
        int at = anchor < 0 ? -1 : text.indexOf(original, anchor + after.length());
        if (at < 0) {
            throw new IllegalArgumentException(
                    name + ": " + file + " has no '" + original + "' behind '" + after + "'");
        }
        boolean isStatement = original.endsWith(";");
        String choice = isStatement
                ? "if (emu::fault == " + number + ") {" + changed + "} else {" + original + "}"
                : "(emu::fault == " + number + " ? (" + changed + ") : (" + original + "))";
        return text.substring(0, at) + choice + text.substring(at + original.length());
    }

    private static PlantedFault noBarrier(String file, String after, String cases) {
        return new PlantedFault("no barrier behind " + after, file, after, BARRIER, "", cases);
    }

    static List<PlantedFault> all() {
        return List.of(
                noBarrier("common.cuh", "__shared__ double sums[WARP];", "loss 31 x 384"),
                noBarrier("common.cuh", "sums[threadIdx.x / WARP] = x;", "loss 31 x 384"),
                noBarrier("columns.cuh", "Quad sums[TILE_ROWS][WARP];", "swiglu 31 x 64"),
                noBarrier("columns.cuh", "sums[threadIdx.y][threadIdx.x] = sum;", "rows 31 x 64"),
                noBarrier("softmax.cu", "largest[threadIdx.x / WARP] = x;", "targets 31 x 384"),
                noBarrier(
                        "norms.cu",
                        "for (int part = 0; part < 2; part++) {",
                        "layer norm backward in registers 31 x 384"),
                noBarrier("norms.cu", "store4(&sums[1][warp][column]", "layer norm backward in registers 31 x 384"),
                noBarrier("statistics.cu", "best_rows[warp] = best;", "koleo 64"),
                noBarrier("attention.cu", "copy_async_wait<0>();", "whole heads 65"),
                noBarrier("attention.cu", "copy_async_wait<1>();", "tiles 197"),
                noBarrier("attention.cu", "if (first < tokens) softmax.add(", "tiles 197"),
                noBarrier("attention_backward.cu", "memory.shares[row] = share;", "whole heads 65"),
                noBarrier("attention_backward.cu", "= w[i / 4][i % 4];", "whole heads 65"),
                noBarrier("attention_backward.cu", "global_rows_as_operand(value, qkv", "tiles 197"),
                noBarrier("attention_backward.cu", "tile_shares[threadIdx.x] =", "tiles 65"),
                noBarrier("attention_backward.cu", "global_rows_as_operand(slope, dout", "tiles 197"),
                new PlantedFault(
                        "a barrier in a branch",
                        "columns.cuh",
                        "[threadIdx.x] = sum;",
                        "__syncthreads();",
                        "if (threadIdx.y > 0) __syncthreads();",
                        "rows 31 x 64"),
                new PlantedFault(
                        "no barrier of the warp",
                        "attention_exact.cu",
                        "attention_exact_queries(",
                        "__syncwarp();",
                        "",
                        "float32 65"),
                new PlantedFault(
                        "keys are not waited for",
                        "attention.cu",
                        "copy_async_commit();",
                        "copy_async_wait<0>();",
                        "",
                        "whole heads 65"),
                new PlantedFault(
                        "tiles are not waited for",
                        "attention.cu",
                        "if (from < 0) continue;",
                        "copy_async_wait<1>();",
                        "",
                        "tiles 197"),
                new PlantedFault(
                        "one buffer for two tiles",
                        "attention.cu",
                        "bf16 *buffer = buffers +",
                        "next / CHUNK % 2",
                        "0",
                        "tiles 197"),
                new PlantedFault(
                        "one buffer for all slopes",
                        "attention_backward.cu",
                        "bf16 *slopes = memory.slopes +",
                        "from / QUERIES % 2",
                        "0",
                        "whole heads 197"),
                new PlantedFault(
                        "keys beyond the last have weight",
                        "attention.cu",
                        "s[n][i] =",
                        "8 * n + lane_id() % 4 * 2 + i % 2 < left",
                        "true",
                        "whole heads 31"),
                new PlantedFault(
                        "keys beyond the last have slopes",
                        "attention_backward.cu",
                        "bool valid =",
                        "key_row + lane_id() / 4 + i / 2 * 8 < tokens",
                        "true",
                        "scores below 0, 70"),
                new PlantedFault(
                        "keys beyond the last, for queries",
                        "attention_backward.cu",
                        "float weight =",
                        "valid",
                        "true",
                        "scores below 0 in tiles"),
                new PlantedFault(
                        "rows beyond the last are read",
                        "mma.cuh",
                        "bool valid =",
                        "first + row < tokens",
                        "true",
                        "whole heads 31"),
                new PlantedFault(
                        "rows beyond the last are written",
                        "mma.cuh",
                        "void store_rows(",
                        "row + 8 < tokens",
                        "true",
                        "whole heads 1"),
                new PlantedFault(
                        "old sums keep their scale",
                        "attention.cu",
                        "top[h] = high[h];",
                        "sum[h] *= factor[h];",
                        "",
                        "tiles 197"),
                new PlantedFault(
                        "logarithms in base 2", "attention.cu", "void store(", "LN_2", "1.0f", "whole heads 65"),
                new PlantedFault(
                        "columns beyond the last are written",
                        "columns.cuh",
                        "void write(",
                        "i < c.count",
                        "true",
                        "rows 31 x 17"),
                new PlantedFault(
                        "unaligned rows are read by four",
                        "common.cuh",
                        "bool holds_quads",
                        "reinterpret_cast<unsigned long long>(p) % (4 * sizeof(T)) == 0",
                        "true",
                        "slice"),
                new PlantedFault(
                        "rows beyond the last are normalised",
                        "norms.cu",
                        "void layer_norm_of(",
                        "row >= rows",
                        "false",
                        "layer norm 31 x 64"),
                new PlantedFault(
                        "no lower limit of a norm",
                        "norms.cu",
                        "float norm =",
                        "fmaxf(sqrtf(warp_sum(squares)), float(epsilon))",
                        "sqrtf(warp_sum(squares))",
                        "norms 31 x 64"),
                new PlantedFault(
                        "a variance that is not biased",
                        "norms.cu",
                        "float inverse = 1 / sqrtf(warp_sum(squares) /",
                        "cols",
                        "(cols - 1)",
                        "layer norm 31 x 64"),
                new PlantedFault(
                        "columns beyond the last are summed",
                        "rowwise.cu",
                        "void add_partials(",
                        "column >= cols",
                        "false",
                        "rows 31 x 17"),
                new PlantedFault(
                        "a repeated index is added twice",
                        "rowwise.cu",
                        "left = uses",
                        "uses[2LL * row] != i",
                        "false",
                        "indices 64"),
                new PlantedFault(
                        "padding is not cleared",
                        "elementwise.cu",
                        "to_bf16(x[i / pitch * cols + column]) :",
                        "bf16(0)",
                        "bf16(1)",
                        "conversion, padded"),
                new PlantedFault(
                        "weights move though a figure is NaN",
                        "optimiser.cu",
                        "wrong |=",
                        "!isfinite(figures[i])",
                        "0",
                        "optimiser, figure not finite"),
                new PlantedFault(
                        "weights move though a gradient is NaN",
                        "optimiser.cu",
                        "*finite) {",
                        "*finite == 0",
                        "false",
                        "optimiser, gradient not finite"),
                new PlantedFault(
                        "a group that stays moves",
                        "optimiser.cu",
                        "GroupStep group = groups[own.group];",
                        "group.clip < 0",
                        "false",
                        "optimiser 17"),
                new PlantedFault(
                        "the last layer's rate is the others'",
                        "optimiser.cu",
                        "double lr = step[",
                        "own.last_layer ? 1 : 0",
                        "0",
                        "optimiser 17"),
                new PlantedFault(
                        "a centre without rows moves",
                        "statistics.cu",
                        "double rows = sums[cols];",
                        "rows == 0",
                        "false",
                        "centre of no rows"),
                new PlantedFault(
                        "an exponent without limit",
                        "statistics.cu",
                        "q[i] = exp(",
                        "fmin(z[i] / *temperature, 600.0)",
                        "z[i] / *temperature",
                        "sinkhorn 31 x 64"),
                new PlantedFault(
                        "the last of equal neighbours",
                        "statistics.cu",
                        "best_dots[w] > best_dot ||",
                        "other < best",
                        "false",
                        "koleo of equal rows"),
                new PlantedFault(
                        "a row is its own neighbour",
                        "statistics.cu",
                        "dot = warp_sum(dot);",
                        "j != row",
                        "true",
                        "koleo 64"),
                new PlantedFault(
                        "masked patches get gradients",
                        "tokens.cu",
                        "hidden ?",
                        "0",
                        "from[d]",
                        "embedding 17, registers 0, masked"),
                new PlantedFault(
                        "masks of the first crop for all",
                        "tokens.cu",
                        "mask && mask[",
                        "(long long) crop * g.sequences * g.patches",
                        "0",
                        "embedding 17, registers 0, masked"));
    }
}
