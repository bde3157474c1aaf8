package io.mmdino.evaluate;

import io.mmdino.shard.Window;

/** Turns the window of a study into the images that an {@link Encoder} reads. Safe for use by many threads. */
@FunctionalInterface
public interface InputMaker {

    /** The square images of all sequences, [M, side, side]; the side follows from the length. */
    float[] make(Window window);
}
