package io.mmdino.train;

import io.mmdino.ssl.StepLosses;
import java.util.LinkedHashMap;
import java.util.Map;

/** A loss or gradient that is NaN or infinite: training stops before it spoils the weights. */
public final class DivergenceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DivergenceException(String message) {
        super(message);
    }

    /**
     * Checks the losses before weights move.
     *
     * @throws DivergenceException naming the first loss that is NaN or infinite
     */
    static void checkLosses(StepLosses losses) {
        check(losses, Map.of());
    }

    /** @throws DivergenceException naming the first loss or norm that is NaN or infinite */
    static void check(StepLosses losses, Map<String, Double> gradientNorms) {
        Map<String, Double> values = values(losses);
        gradientNorms.forEach((group, norm) -> values.put("gradient norm of " + group, norm));
        values.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new DivergenceException(name + " is " + value
                        + ", wanted a finite number; no weight was changed. All figures: " + values
                        + ". Lower optim.base-lr or optim.clip-gradient, or look at the shards of this iteration");
            }
        });
    }

    private static Map<String, Double> values(StepLosses losses) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("dino_local_crops_loss", losses.dinoLocal());
        values.put("dino_global_crops_loss", losses.dinoGlobal());
        values.put("koleo_loss", losses.koleo());
        values.put("ibot_loss", losses.ibot());
        values.put("labeled_loss", losses.labelled());
        return values;
    }
}
