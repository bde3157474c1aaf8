package io.mmdino.inference;

import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.job.TrainedModel;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.util.Map;
import java.util.TreeMap;

/**
 * What executors compute with: settings of the model, and the values of its parameters as plain arrays.
 *
 * @param settings the run's settings as YAML, with the precision that the driver has chosen for all
 * @param values by name, each as {@link ParameterVector#toFloats} gives them
 */
record ModelWeights(String settings, Map<String, float[]> values) {

    /** Name of the teacher's weights. */
    static final String TEACHER = "teacher";

    /** Name of the weights before training. */
    static final String UNTRAINED = "untrained";

    /** The teacher of a model alone. */
    static ModelWeights teacherOf(TrainedModel model) {
        return new ModelWeights(yaml(model), Map.of(TEACHER, checked(TEACHER, model.teacher())));
    }

    /** The teacher of a model and the weights it was trained from. */
    static ModelWeights of(TrainedModel model, ParameterVector untrained) {
        Map<String, float[]> values = new TreeMap<>();
        values.put(TEACHER, checked(TEACHER, model.teacher()));
        values.put(UNTRAINED, checked(UNTRAINED, untrained));
        return new ModelWeights(yaml(model), values);
    }

    private static String yaml(TrainedModel model) {
        Settings own = model.settings();
        String precision = model.precision().toString();
        return new SettingsDocument(own.withTrain(own.train().withPrecision(precision))).yaml();
    }

    /**
     * The values of a vector.
     *
     * @throws IllegalArgumentException naming the parameter, when one is no finite number: no study could be scored then
     */
    private static float[] checked(String name, ParameterVector weights) {
        ParameterVector host = weights.onHost();
        for (Parameter parameter : host.layout().parameters()) {
            Tensor tensor = host.of(parameter);
            for (float value : tensor.toFloats()) {
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("the model is broken: its parameter " + name + "."
                            + parameter.name() + " holds " + value
                            + ", wanted finite numbers; take another checkpoint, or"
                            + " train again");
                }
            }
        }
        return weights.toFloats();
    }
}
