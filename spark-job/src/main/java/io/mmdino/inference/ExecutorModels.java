package io.mmdino.inference;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The models in the memory of this process, which all its tasks share: a model is loaded by the first task that needs it, and stays for
 * the next ones. Loading another one closes those that no task uses.
 *
 * <p>The instance of {@link #here} is static state, against the rule: Spark gives the tasks of an executor no other object in common.
 */
final class ExecutorModels {

    private static final ExecutorModels HERE = new ExecutorModels();

    private final Map<String, Held> byKey = new HashMap<>();

    /** A loaded model with the number of tasks that use it. */
    private static final class Held {
        private final ExecutorModel model;
        private int users;

        Held(ExecutorModel model) {
            this.model = model;
        }
    }

    /** A model for one task, given back by closing. */
    record Lease(ExecutorModels owner, String key, ExecutorModel model) implements AutoCloseable {

        @Override
        public void close() {
            owner.giveBack(key);
        }
    }

    /** The models of this process. */
    static ExecutorModels here() {
        return HERE;
    }

    /**
     * A model for one task. Other tasks wait while it is loaded.
     *
     * @param key equal for equal models in the memory of the same device
     */
    synchronized Lease take(String key, Supplier<ExecutorModel> load) {
        Held held = byKey.get(key);
        if (held == null) {
            closeUnused();
            held = new Held(load.get());
            byKey.put(key, held);
        }
        held.users++;
        return new Lease(this, key, held.model);
    }

    private synchronized void giveBack(String key) {
        byKey.get(key).users--;
    }

    private void closeUnused() {
        for (Iterator<Held> all = byKey.values().iterator(); all.hasNext(); ) {
            Held held = all.next();
            if (held.users == 0) {
                held.model.close();
                all.remove();
            }
        }
    }

    /** Number of models that are loaded. */
    synchronized int count() {
        return byKey.size();
    }
}
