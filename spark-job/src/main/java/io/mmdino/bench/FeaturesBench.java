package io.mmdino.bench;

import io.mmdino.evaluate.VitEncoder;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Initialization;
import io.mmdino.vit.VitSettings;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Features of random windows by the encoder of evaluation and scoring, in calls as large as it takes; each lane has its own. */
final class FeaturesBench implements AutoCloseable {

    private final Lanes lanes;
    private final int side;
    private final int windows;
    private final int sequences;
    private final ParameterVector weights;
    private final List<VitEncoder> encoders;
    private final float[] pixels;

    /**
     * @param side of the images, pixels
     * @param windows of a round
     * @param together windows of a call; 0 takes as many as the encoder does
     */
    FeaturesBench(VitSettings settings, int side, int windows, int together, Kernels kernels, Lanes lanes) {
        this.lanes = lanes;
        this.side = side;
        this.windows = windows;
        sequences = settings.sequences().size();
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        Backbone backbone = new Backbone(layout, "", settings);
        weights = new ParameterVector(layout.build(), kernels);
        new Initialization(0, settings).fill(weights);
        encoders = Stream.generate(() -> new VitEncoder(backbone, kernels, weights, side))
                .limit(lanes.count())
                .toList();
        SplittableRandom random = new SplittableRandom(0);
        pixels = new float[batch(together) * sequences * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
    }

    private int batch(int together) {
        return together > 0 ? together : encoders.get(0).batch();
    }

    /** Windows of a call. */
    int together() {
        return pixels.length / (sequences * side * side);
    }

    /** Features of all windows. */
    void features() {
        lanes.run(lane -> {
            for (int first = lane * together(); first < windows; first += lanes.count() * together()) {
                encode(encoders.get(lane), Math.min(together(), windows - first));
            }
        });
    }

    private void encode(VitEncoder encoder, int count) {
        boolean[][] present = new boolean[count][sequences];
        for (boolean[] window : present) {
            Arrays.fill(window, true);
        }
        int length = count * sequences * side * side;
        encoder.encode(length == pixels.length ? pixels : Arrays.copyOf(pixels, length), side, present);
    }

    @Override
    public void close() {
        encoders.forEach(VitEncoder::close);
        weights.close();
    }
}
