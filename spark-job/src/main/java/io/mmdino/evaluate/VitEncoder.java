package io.mmdino.evaluate;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import io.mmdino.vit.StochasticDepth;

/**
 * The frozen backbone of a student or teacher, which returns the normalised cls token of one study. Missing sequences become
 * mask tokens.
 *
 * <p>Letters: M = sequences, n = patches per sequence, D = width.
 */
public final class VitEncoder implements Encoder, AutoCloseable {

    private final Backbone backbone;
    private final Pass pass;
    private final Backbone.Prepared prepared;
    private final Workspace.Mark start;

    /** @param side height and width of all images, pixels */
    public VitEncoder(Backbone backbone, Kernels kernels, ParameterVector weights, int side) {
        this.backbone = backbone;
        this.pass = Pass.inference(kernels, weights, new Workspace(kernels));
        this.prepared = backbone.prepare(pass, backbone.side(kernels, side));
        this.start = pass.workspace().mark();
    }

    @Override
    public int width() {
        return backbone.settings().width();
    }

    @Override
    public float[] encode(float[] images, int side, boolean[] present) {
        if (side != prepared.side()) {
            throw new IllegalArgumentException("an image side of " + side + " px, wanted " + prepared.side());
        }
        Kernels kernels = pass.kernels();
        Tensor input = kernels.put(images, pass.workspace().take(present.length, side * side));
        Tensor absent = kernels.flags(absent(present));
        Backbone.State state = backbone.forward(pass, prepared, input, absent, StochasticDepth.off());
        float[] cls = kernels.toFloats(state.tokens().rows(0, 1));
        pass.workspace().release(start);
        return cls;
    }

    /** Frees scratch memory; the weights belong to the caller. */
    @Override
    public void close() {
        pass.workspace().close();
    }

    private boolean[] absent(boolean[] present) {
        int patches = backbone.settings().patches(prepared.side());
        boolean[] mask = new boolean[present.length * patches];
        boolean any = false;
        for (int i = 0; i < mask.length; i++) {
            mask[i] = !present[i / patches];
            any |= mask[i];
        }
        return any ? mask : new boolean[0];
    }
}
