package io.mmdino.kernel.onednn;

import java.util.ArrayDeque;
import java.util.Deque;

/** Objects of oneDNN that are destroyed together, in the reverse of the order in which they were made. */
final class Handles implements Runnable {

    private final Deque<Runnable> destroyers = new ArrayDeque<>();

    /** Keeps {@code made}; {@code destroy} frees it. */
    <T> T add(T made, Runnable destroy) {
        destroyers.push(destroy);
        return made;
    }

    /** Destroys all objects; those added later are destroyed by the next call. */
    @Override
    public void run() {
        while (!destroyers.isEmpty()) {
            destroyers.pop().run();
        }
    }
}
