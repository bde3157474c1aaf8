package io.mmdino.phantom;

/** A place in the head, in mm: x to the right, y to the front, z up. Mutable: one instance serves all voxels. */
final class Place {
    float x;
    float y;
    float z;
    /** Distance from the centre of the cerebrum, 1 at its surface. */
    float radius;
    /** Depth below the surface of the cerebrum in mm, negative outside. */
    float cerebrum;
    /** Depth below the surface of cerebellum and brainstem in mm, negative outside. */
    float hindbrain;

    void move(float newX, float newY, float newZ) {
        x = newX;
        y = newY;
        z = newZ;
    }

    void copy(Place other) {
        move(other.x, other.y, other.z);
        radius = other.radius;
        cerebrum = other.cerebrum;
        hindbrain = other.hindbrain;
    }

    float depth() {
        return Math.max(cerebrum, hindbrain);
    }

    boolean inHead() {
        return cerebrum > 0 || hindbrain > 0;
    }
}
