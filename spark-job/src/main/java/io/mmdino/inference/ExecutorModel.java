package io.mmdino.inference;

import io.mmdino.config.Settings;
import io.mmdino.crop.EvaluationInput;
import io.mmdino.evaluate.Encoder;
import io.mmdino.evaluate.Encoder.InputMaker;
import io.mmdino.evaluate.RawPixels;
import io.mmdino.evaluate.VitEncoder;
import io.mmdino.inference.PieceOrder.View;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.shard.SliceSource;
import io.mmdino.ssl.Model;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A model in the memory of one process' kernels: layers, and one vector of weights for each name. Safe for use by many threads. */
final class ExecutorModel implements AutoCloseable {

    private final Settings settings;
    private final Kernels kernels;
    private final Model layers;
    private final Map<String, ParameterVector> weights = new TreeMap<>();

    /** @param values of the weights by name, in the order of the layout */
    ExecutorModel(Settings settings, Kernels kernels, Map<String, float[]> values) {
        this.settings = settings;
        this.kernels = kernels;
        this.layers = new Model(settings.model());
        try {
            values.forEach((name, floats) -> {
                ParameterVector vector = new ParameterVector(layers.layout(), kernels);
                weights.put(name, vector);
                vector.assign(floats);
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Encoders for the lanes of one task.
     *
     * @param input makes their input from windows
     */
    record Encoders(InputMaker input, List<Encoder> forEachLane) implements AutoCloseable {

        @Override
        public void close() {
            for (Encoder encoder : forEachLane) {
                if (encoder instanceof VitEncoder vit) {
                    vit.close();
                }
            }
        }
    }

    /**
     * Encoders with some weights.
     *
     * @param name of the weights, or {@link View#PIXELS}
     * @param source gives the size of the windows
     */
    Encoders encoders(String name, int lanes, SliceSource source) {
        if (name.equals(View.PIXELS)) {
            RawPixels pixels = new RawPixels(RawPixels.SIDE);
            Encoder encoder = pixels.encoder(source.sequences().size(), source.windowSide());
            return new Encoders(
                    pixels, Stream.generate(() -> encoder).limit(lanes).toList());
        }
        int side = settings.evaluation().imageSide();
        ParameterVector values = weights.get(name);
        return new Encoders(
                new EvaluationInput(side, source.windowSide())::of,
                Stream.<Encoder>generate(() -> new VitEncoder(layers.backbone(), kernels, values, side))
                        .limit(lanes)
                        .toList());
    }

    Settings settings() {
        return settings;
    }

    /** The kernels and precision that its encoders compute with, in words. */
    String computation() {
        return kernels.description();
    }

    @Override
    public void close() {
        weights.values().forEach(ParameterVector::close);
    }
}
