package io.mmdino.evaluate;

import io.mmdino.kernel.HostInputs;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import io.mmdino.vit.StochasticDepth;
import io.mmdino.vit.VitSettings;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The frozen backbone of a student or teacher, which returns the normalised cls tokens of some windows. Missing sequences become
 * mask tokens.
 *
 * <p>Letters: W = windows, M = sequences, n = patches per sequence, N = tokens per window, D = width.
 */
public final class VitEncoder implements Encoder, AutoCloseable {

    /** Most tokens of one forward; {@code bench features --together} times other numbers of windows. */
    private static final int BATCH_TOKENS = 2048;

    private final Backbone backbone;
    private final Pass pass;
    private final HostInputs inputs;
    private final Backbone.Prepared prepared;
    private final Workspace.Mark start;

    /** @param side height and width of all images, pixels */
    public VitEncoder(Backbone backbone, Kernels kernels, ParameterVector weights, int side) {
        this.backbone = backbone;
        this.pass = Pass.inference(kernels, weights, new Workspace(kernels));
        this.inputs = new HostInputs(kernels);
        this.prepared = backbone.prepare(pass, backbone.side(kernels, side));
        this.start = pass.workspace().mark();
    }

    @Override
    public int width() {
        return backbone.settings().width();
    }

    @Override
    public int batch() {
        return batch(backbone.settings(), prepared.side());
    }

    /**
     * Most windows that an encoder of this kind is given at once.
     *
     * @param side height and width of all images, pixels
     */
    public static int batch(VitSettings settings, int side) {
        return Math.max(1, BATCH_TOKENS / settings.tokens(side));
    }

    private int tokens() {
        return backbone.settings().tokens(prepared.side());
    }

    @Override
    public float[] encode(float[] images, int side, boolean[][] present) {
        if (side != prepared.side()) {
            throw new IllegalArgumentException("an image side of " + side + " px, wanted " + prepared.side());
        }
        int windows = present.length;
        Kernels kernels = pass.kernels();
        inputs.clear();
        Tensor input = inputs.values(images.length / (side * side), side * side, List.of(images));
        Tensor absent = inputs.flags(absent(present));
        Tensor clsRows = inputs.indices(
                IntStream.range(0, windows).map(i -> i * tokens()).toArray());
        inputs.upload();
        Backbone.State state = backbone.forward(pass, prepared, input, absent, StochasticDepth.off());
        Tensor cls = pass.workspace().take(windows, width());
        kernels.gatherRows(state.tokens(), clsRows, cls);
        float[] features = kernels.toFloats(cls);
        pass.workspace().release(start);
        return features;
    }

    /** Frees scratch memory; the weights belong to the caller. */
    @Override
    public void close() {
        inputs.close();
        pass.workspace().close();
    }

    /** Flags of the patches of missing sequences, [W*M*n]; empty when no sequence is missing. */
    private boolean[] absent(boolean[][] present) {
        int patches = backbone.settings().patches(prepared.side());
        int sequences = backbone.settings().sequences().size();
        boolean[] mask = new boolean[present.length * sequences * patches];
        boolean any = false;
        for (int i = 0; i < mask.length; i++) {
            int image = i / patches;
            mask[i] = !present[image / sequences][image % sequences];
            any |= mask[i];
        }
        return any ? mask : new boolean[0];
    }
}
