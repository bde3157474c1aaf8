package io.mmdino.kernel.onednn;

import org.bytedeco.javacpp.Pointer;

/** A pointer that can be set to any address, so that calls with changing addresses allocate nothing. */
final class MutablePointer extends Pointer {

    /** This pointer, now at {@code where}; nothing is freed through it. */
    MutablePointer at(long where) {
        address = where;
        return this;
    }
}
