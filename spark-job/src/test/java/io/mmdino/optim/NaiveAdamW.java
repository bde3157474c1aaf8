package io.mmdino.optim;

import io.mmdino.kernel.ParameterVector;
import java.util.Map;
import java.util.TreeMap;

/** A step written from AdamW's definition, with the factors of each parameter written out. */
final class NaiveAdamW {
    private static final Map<String, double[]> LR_AND_DECAY = Map.of(
            "backbone.patch_embed.proj.weight", new double[] {1e-2 * 0.2 * 0.9 * 0.9 * 0.9, 0.3},
            "backbone.blocks.0.norm1.weight", new double[] {1e-2 * 0.9 * 0.9, 0},
            "backbone.blocks.1.mlp.fc1.weight", new double[] {1e-2 * 0.9, 0.3},
            "dino_head.mlp.0.bias", new double[] {1e-2, 0},
            "dino_head.last_layer.weight_v", new double[] {5e-3, 0.3});

    private final Map<String, State> states = new TreeMap<>();

    private static final class State {
        double[] p;
        double[] m;
        double[] v;
        int t;
    }

    NaiveAdamW(ParameterVector start) {
        start.layout().parameters().forEach(parameter -> {
            State state = new State();
            state.p = start.of(parameter).toDoubles();
            state.m = new double[state.p.length];
            state.v = new double[state.p.length];
            states.put(parameter.name(), state);
        });
    }

    double[] weights(String name) {
        return states.get(name).p;
    }

    void step(ParameterVector gradients, boolean backboneFrozen) {
        for (String group : new String[] {"backbone", "dino_head"}) {
            if (group.equals("backbone") && backboneFrozen) {
                continue;
            }
            double squares = 0;
            for (String name : LR_AND_DECAY.keySet()) {
                for (double g : name.startsWith(group) ? gradients.of(name).toDoubles() : new double[0]) {
                    squares += g * g;
                }
            }
            double clip = Math.min(1, 3 / (Math.sqrt(squares) + 1e-6));
            LR_AND_DECAY.keySet().stream()
                    .filter(name -> name.startsWith(group))
                    .forEach(name -> update(name, gradients.of(name).toDoubles(), clip));
        }
    }

    private void update(String name, double[] g, double clip) {
        State s = states.get(name);
        s.t++;
        double lr = LR_AND_DECAY.get(name)[0];
        for (int i = 0; i < g.length; i++) {
            double clipped = g[i] * clip;
            s.p[i] -= lr * LR_AND_DECAY.get(name)[1] * s.p[i];
            s.m[i] = 0.9 * s.m[i] + 0.1 * clipped;
            s.v[i] = 0.999 * s.v[i] + 0.001 * clipped * clipped;
            double mean = s.m[i] / (1 - Math.pow(0.9, s.t));
            double spread = Math.sqrt(s.v[i] / (1 - Math.pow(0.999, s.t)));
            s.p[i] -= lr * mean / (spread + 1e-8);
        }
    }
}
