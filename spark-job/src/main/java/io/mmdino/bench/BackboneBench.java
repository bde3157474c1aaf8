package io.mmdino.bench;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Initialization;
import io.mmdino.vit.Pass;
import io.mmdino.vit.StochasticDepth;
import io.mmdino.vit.VitSettings;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Forward and backward of a backbone on random crops; every lane has its own studies and gradients.
 */
public final class BackboneBench implements AutoCloseable {

    private final Lanes lanes;
    private final Backbone backbone;
    private final Kernels kernels;
    private final int studies;
    private final int side;
    private final ParameterVector weights;
    private final List<ParameterVector> gradients;
    private final List<Workspace> scratch;
    private final float[] pixels;
    private final Backbone.Side shape;
    private final Tensor noMask;
    private final int together;

    public BackboneBench(VitSettings settings, int side, int studies, Kernels kernels, Lanes lanes) {
        this.lanes = lanes;
        this.kernels = kernels;
        this.studies = studies;
        this.side = side;
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        backbone = new Backbone(layout, "", settings);
        together = Math.max(1, kernels.chunkTokens() / settings.tokens(side));
        shape = backbone.side(kernels, side);
        noMask = kernels.flags();
        ParameterLayout built = layout.build();
        weights = new ParameterVector(built, kernels);
        new Initialization(0, settings).fill(weights);
        gradients = Stream.generate(() -> new ParameterVector(built, kernels))
                .limit(lanes.count())
                .toList();
        scratch = Stream.generate(() -> new Workspace(kernels))
                .limit(lanes.count())
                .toList();
        SplittableRandom random = new SplittableRandom(0);
        pixels = new float[settings.sequences().size() * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
    }

    /** Forward and backward of all studies. */
    public void step() {
        lanes.run(lane -> {
            int own = studies * (lane + 1) / lanes.count() - studies * lane / lanes.count();
            for (int done = 0; done < own; done += together) {
                step(lane, Math.min(together, own - done));
            }
        });
    }

    private void step(int lane, int count) {
        Workspace workspace = scratch.get(lane);
        workspace.releaseAll();
        Pass pass = Pass.training(kernels, weights, gradients.get(lane), workspace);
        Backbone.Prepared prepared = backbone.prepare(pass, shape);
        Backbone.Sums sums = backbone.sums(pass, prepared);
        Backbone.State state =
                backbone.forward(pass, prepared, images(workspace, count), noMask, StochasticDepth.off());
        backbone.backward(pass, prepared, sums, state, state.tokens());
        backbone.finish(pass, prepared, sums);
    }

    private Tensor images(Workspace workspace, int count) {
        int sequences = backbone.settings().sequences().size();
        Tensor images = workspace.take(count * sequences, side * side);
        for (int study = 0; study < count; study++) {
            kernels.put(pixels, images.rows(study * sequences, (study + 1) * sequences));
        }
        return images;
    }

    @Override
    public void close() {
        weights.close();
        gradients.forEach(ParameterVector::close);
        scratch.forEach(Workspace::close);
    }
}
