package io.mmdino.cluster.scale;

/**
 * What workers exchange, and how often.
 *
 * @param name as tables show it
 * @param vectors v, as long as the model's parameters, summed in a round
 * @param period k, steps in a round
 */
public record Mode(String name, int vectors, int period) {

    /** Student, teacher and AdamW's two moments. */
    private static final int STATE = 4;

    public Mode {
        Checks.within("vectors", vectors, 1, 16);
        Checks.within("period", period, 1, 1_000_000);
    }

    /** The gradient of every step. */
    public static Mode gradients() {
        return new Mode("gradients", 1, 1);
    }

    /** The whole state every {@code period} steps; an outer Nesterov step (DiLoCo) sends nothing more. */
    public static Mode parameters(int period) {
        return new Mode("parameters k=" + period, STATE, period);
    }
}
